package walras.env.stackelberg.taxation;

/**
 * The best year of a society of equals: everybody has mean ability, works the same and eats the same, and all of
 * output is eaten. Utility is concave in consumption, so no other division of the same labour does better.
 */
final class FirstBest {
    private static final int ROUNDS = 60;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final Variant variant;
    private final double productivity;
    private final double capital;
    private final double labourMax;
    private final int households;

    /** {@code labourMax} is effective labour if everybody worked all the time. */
    FirstBest(Variant variant, double productivity, double capital, double labourMax, int households) {
        this.variant = variant;
        this.productivity = productivity;
        this.capital = capital;
        this.labourMax = labourMax;
        this.households = households;
    }

    double consumption(double work) {
        return variant.output(productivity, capital, labourMax * work) / households;
    }

    double utility(double work) {
        return HouseholdEconomy.utility(consumption(work), work);
    }

    /** The best share of time to work, by golden sections. */
    double labour() {
        double low = Levers.LEAST;
        double high = Levers.MOST;
        for (int k = 0; k < ROUNDS; k++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (utility(left) < utility(right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return (low + high) / 2;
    }
}
