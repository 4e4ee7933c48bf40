package walras.env.stackelberg.taxation;

/**
 * The best year of a society of equals: everybody has mean ability, works the same and eats the same, and all of
 * output is eaten. Utility is concave in consumption, so no other division of the same labour does better.
 *
 * <p>{@code onlyWork} is the share of time where it is not chosen, else NaN. Effective labour is {@code labourMax} if everybody works all the time, and {@code work} is the share that they do.
 */
record FirstBest(Production production, Utility utility, int households, double onlyWork) {
    /** Output from productivity, capital and effective labour. */
    interface Production {
        double output(double productivity, double capital, double labour);
    }

    /** Utility of consumption and the share of time worked. */
    interface Utility {
        double of(double consumption, double work);
    }

    private static final int ROUNDS = 60;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    static FirstBest of(TaxationSettings settings) {
        ClosedRules closed = settings.closed();
        int n = settings.households();
        if (closed == null) {
            return new FirstBest(settings.variant()::output, HouseholdEconomy::utility, n, Double.NaN);
        }
        double only = closed.world().preferences().elastic() ? Double.NaN : 1 / ClosedRules.HOURS_MAX;
        return new FirstBest(closed::output, closed::utility, n, only);
    }

    double consumption(double productivity, double capital, double labourMax, double work) {
        return production.output(productivity, capital, labourMax * work) / households;
    }

    double utility(double productivity, double capital, double labourMax, double work) {
        return utility.of(consumption(productivity, capital, labourMax, work), work);
    }

    /** The best share of time to work, by golden sections. */
    double labour(double productivity, double capital, double labourMax) {
        if (!Double.isNaN(onlyWork)) {
            return onlyWork;
        }
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
