package walras.env.stackelberg.mechanism;

/**
 * What a two-buyer price mechanism with messages is worth, from the plan, the setting and the terms of sale alone: the sale is played
 * out for every pair of types. Prices and values are shares of the largest value.
 *
 * @param reward expected welfare loss when every type says what the plan says it does, at most 0
 * @param gap the largest gain of a type by another message, given the type; 0 in an equilibrium
 */
record PlanCertificate(double reward, double gap) {
    /** Largest residual that verifies. */
    static final double TOLERANCE = 1e-9;

    static PlanCertificate of(PriceSetting setting, SaleTerms terms, PricePlan plan) {
        int types = setting.types();
        Sale sale = new Sale(setting, terms, plan);
        double reward = 0;
        double[] own = new double[2 * types]; // [n, T] surplus, times the type's probability
        double[] other = new double[2 * types]; // [n, T] of the other message
        double[] mass = new double[2 * types]; // [n, T]
        for (int profile = 0; profile < types * types; profile++) {
            int[] type = {profile / types, profile % types};
            int[] said = {plan.messages()[type[0]], plan.messages()[types + type[1]]};
            double weight = setting.prior()[profile];
            int bought = sale.bought(profile, said[0], said[1]);
            double kept = bought < 0 ? 0 : setting.value(profile, plan.buyers()[bought]);
            reward += weight * (kept - setting.bestValue(profile));
            for (int buyer = 0; buyer < 2; buyer++) {
                int at = buyer * types + type[buyer];
                mass[at] += weight;
                own[at] += weight * sale.surplus(profile, said[0], said[1], buyer);
                int first = buyer == 0 ? 1 - said[0] : said[0];
                int second = buyer == 1 ? 1 - said[1] : said[1];
                other[at] += weight * sale.surplus(profile, first, second, buyer);
            }
        }
        double gap = 0;
        for (int k = 0; k < own.length; k++) {
            gap = mass[k] > 0 ? Math.max(gap, (other[k] - own[k]) / mass[k]) : gap;
        }
        return new PlanCertificate(reward, gap);
    }

    private record Sale(PriceSetting setting, SaleTerms terms, PricePlan plan) {
        /** The place in the plan of the visit in which the item is sold, or -1. */
        int bought(int profile, int first, int second) {
            int at = 2 * (2 * first + second);
            for (int visit = at; visit < at + 2; visit++) {
                double value = setting.value(profile, plan.buyers()[visit]);
                double price = asked(visit);
                if (value > price || (value == price && !terms.strict())) {
                    return visit;
                }
            }
            return -1;
        }

        double surplus(int profile, int first, int second, int buyer) {
            int visit = bought(profile, first, second);
            return visit < 0 || plan.buyers()[visit] != buyer ? 0 : setting.value(profile, buyer) - asked(visit);
        }

        private double asked(int visit) {
            return terms.grid().snap(plan.prices()[visit]);
        }
    }
}
