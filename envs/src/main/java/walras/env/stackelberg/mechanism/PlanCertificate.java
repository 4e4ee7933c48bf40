package walras.env.stackelberg.mechanism;

/**
 * What a two-buyer price mechanism with messages is worth, from the plan and the setting alone: the sale is played out for every pair
 * of types. Prices and values are shares of the largest value.
 *
 * @param reward expected welfare loss when every type says what the plan says it does, at most 0
 * @param gap the largest gain of a type by another message, given the type; 0 in an equilibrium
 */
record PlanCertificate(double reward, double gap) {
    /** Largest residual that verifies. */
    static final double TOLERANCE = 1e-9;

    static PlanCertificate of(PriceSetting setting, PricePlan plan) {
        int types = setting.types();
        double reward = 0;
        double[] own = new double[2 * types]; // [n, T] surplus, times the type's probability
        double[] other = new double[2 * types]; // [n, T] of the other message
        double[] mass = new double[2 * types]; // [n, T]
        for (int profile = 0; profile < types * types; profile++) {
            int[] type = {profile / types, profile % types};
            int[] said = {plan.messages()[type[0]], plan.messages()[types + type[1]]};
            double weight = setting.prior()[profile];
            int holder = holder(setting, plan, profile, said[0], said[1]);
            double kept = holder < 0 ? 0 : setting.value(profile, holder);
            reward += weight * (kept - setting.bestValue(profile));
            for (int buyer = 0; buyer < 2; buyer++) {
                int at = buyer * types + type[buyer];
                mass[at] += weight;
                own[at] += weight * surplus(setting, plan, profile, said[0], said[1], buyer);
                int first = buyer == 0 ? 1 - said[0] : said[0];
                int second = buyer == 1 ? 1 - said[1] : said[1];
                other[at] += weight * surplus(setting, plan, profile, first, second, buyer);
            }
        }
        double gap = 0;
        for (int k = 0; k < own.length; k++) {
            gap = mass[k] > 0 ? Math.max(gap, (other[k] - own[k]) / mass[k]) : gap;
        }
        return new PlanCertificate(reward, gap);
    }

    private static int at(int first, int second) {
        return 2 * (2 * first + second);
    }

    /** The buyer that ends with the item, or -1. */
    private static int holder(PriceSetting setting, PricePlan plan, int profile, int first, int second) {
        for (int visit = 0; visit < 2; visit++) {
            int buyer = plan.buyers()[at(first, second) + visit];
            if (setting.value(profile, buyer) > plan.prices()[at(first, second) + visit]) {
                return buyer;
            }
        }
        return -1;
    }

    private static double surplus(PriceSetting setting, PricePlan plan, int profile, int first, int second, int buyer) {
        if (holder(setting, plan, profile, first, second) != buyer) {
            return 0;
        }
        int visit = plan.buyers()[at(first, second)] == buyer ? 0 : 1;
        return setting.value(profile, buyer) - plan.prices()[at(first, second) + visit];
    }
}
