package walras.env.stackelberg.taxation;

/**
 * The best year of a society of equals: everybody has mean ability, works the same and eats the same, and all of
 * output is eaten. Utility is concave in consumption, so no other division of the same labour does better.
 *
 * <p>Effective labour is {@code labourMax} if everybody works all the time, and {@code work} is the share that they do.
 */
record FirstBest(Variant variant, int households) {
    private static final int ROUNDS = 60;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    double consumption(double productivity, double capital, double labourMax, double work) {
        return variant.output(productivity, capital, labourMax * work) / households;
    }

    double utility(double productivity, double capital, double labourMax, double work) {
        return HouseholdEconomy.utility(consumption(productivity, capital, labourMax, work), work);
    }

    /** The best share of time to work, by golden sections. */
    double labour(double productivity, double capital, double labourMax) {
        double low = Levers.LEAST;
        double high = Levers.MOST;
        for (int k = 0; k < ROUNDS; k++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            double atLeft = utility(productivity, capital, labourMax, left);
            double atRight = utility(productivity, capital, labourMax, right);
            if (atLeft < atRight) {
                low = left;
            } else {
                high = right;
            }
        }
        return (low + high) / 2;
    }
}
