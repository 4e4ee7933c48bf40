package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;

/** The options that both exchange environments share, and how they are read. */
final class EconomyOptions {
    static final double WEIGHT_MAX = 1e12;
    /** Leaves quantities and sums of utilities room below 1e308. */
    private static final double LOG_UTILITY_MAX = 500;

    static final int SIZE_MAX = Preferences.SIZE_MAX;

    private EconomyOptions() {}

    static OptionSpec families() {
        return new OptionSpec(
                "families",
                OptionSpec.Type.TEXT,
                "",
                0,
                0,
                List.of(),
                0,
                0,
                "",
                "A utility family per agent, separated by commas, where they differ; overrides `utility`.");
    }

    static OptionSpec rho() {
        return OptionSpec.array(
                "rho", 0, 1, -1000, 0.999, "", "Substitution parameter of CES utilities, one number or one per agent.");
    }

    static OptionSpec tolerance() {
        return OptionSpec.number(
                "tolerance",
                1e-9,
                1e-12,
                1e-2,
                "",
                "Largest clearing residual and demand gap of a certified equilibrium.");
    }

    /** The array option {@code name}, whose last two axes must be agents and goods. */
    static NumberArray array(Options options, String name) {
        return options.array(name).orElseThrow(() -> Problem.option(name, "an array beside the others", "nothing"));
    }

    /** Reads families and rho for that many agents; {@code utility} is the default family's id. */
    static Preferences preferences(Options options, String utility, double defaultRho, int agents, int goods) {
        if (agents > SIZE_MAX || goods > SIZE_MAX) {
            throw Problem.option("weights", "at most " + SIZE_MAX + " agents and goods", agents + " and " + goods);
        }
        Utility[] family = new Utility[agents]; // [N]
        Arrays.fill(family, Utility.of(utility));
        String list = options.text("families");
        if (!list.isEmpty()) {
            String[] ids = list.split(",", -1); // [N]
            if (ids.length != agents) {
                throw Problem.option("families", agents + " names", list);
            }
            for (int i = 0; i < agents; i++) {
                family[i] = family(ids[i].strip());
            }
        }
        double[] rho = rho(options, defaultRho, agents); // [N]
        for (int i = 0; i < agents; i++) {
            if (!Preferences.isInRange(family[i], rho[i])) {
                String range = Preferences.rangeOfRho(family[i]);
                throw Problem.option("rho", range + " for agent " + i + ", which is " + family[i].id(), rho[i]);
            }
        }
        return new Preferences(goods, family, rho);
    }

    private static Utility family(String id) {
        if (!List.of(Utility.ids()).contains(id)) {
            throw Problem.option("families", "names out of " + String.join(", ", Utility.ids()), id);
        }
        return Utility.of(id);
    }

    private static double[] rho(Options options, double defaultRho, int agents) { // [N]
        double[] rho = new double[agents];
        Arrays.fill(rho, defaultRho);
        options.array("rho").ifPresent(given -> {
            double[] values = given.values(); // [1 or N]
            if (values.length != 1 && values.length != agents) {
                throw Problem.option("rho", "one number or " + agents, given);
            }
            Arrays.setAll(rho, i -> values[values.length == 1 ? 0 : i]);
        });
        return rho;
    }

    /**
     * Refuses weights of CES agents under which utilities do not fit a double: {@code (sum a)^(1/rho)} grows without bound as rho goes
     * to zero.
     *
     * @param spread the largest factor that play puts on weights, in logarithms
     */
    static void checkUtilities(Preferences preferences, double[] weights /* [.., N, L] */, double spread) {
        Demand demand = new Demand(preferences);
        for (int k = 0; k < weights.length / preferences.goods(); k++) {
            int agent = k % preferences.agents();
            requireWants(preferences, agent, weights, k * preferences.goods());
            double log = Math.abs(demand.logOfScale(agent, weights, k * preferences.goods()));
            log += preferences.family(agent) == Utility.CES ? spread / Math.abs(preferences.rho(agent)) : 0;
            if (log > LOG_UTILITY_MAX) {
                double sum = Arrays.stream(weights, k * preferences.goods(), (k + 1) * preferences.goods())
                        .sum();
                throw Problem.option(
                        "weights",
                        "those of a ces agent to sum to 1, or a power 1/rho of their sum that fits a double",
                        "a sum of " + sum + (spread > 0 ? ", spread at reset," : "") + " for agent " + agent + ", rho "
                                + preferences.rho(agent));
            }
        }
    }

    /** Utilities that are a mean over the wanted goods are none where no good is wanted. */
    private static void requireWants(Preferences preferences, int agent, double[] weights /* [.., N, L] */, int at) {
        Utility family = preferences.family(agent);
        boolean mean = family == Utility.COBB_DOUGLAS || family == Utility.LEONTIEF;
        if (mean && Arrays.stream(weights, at, at + preferences.goods()).allMatch(weight -> weight == 0)) {
            throw Problem.option(
                    "weights", "every " + family.id() + " agent wants something", "agent " + agent + " wants nothing");
        }
    }

    /** Refuses endowments under which some agent owns nothing or some good has no supply. */
    static void checkEndowments(double[] endowments /* [.., N, L] */, int agents, int goods) {
        for (int at = 0; at < endowments.length; at += agents * goods) {
            for (int i = 0; i < agents; i++) {
                double owned = 0;
                for (int j = 0; j < goods; j++) {
                    owned += endowments[at + i * goods + j];
                }
                if (!(owned > 0)) {
                    throw Problem.option("endowments", "every agent owns something", "agent " + i + " owns nothing");
                }
            }
            for (int j = 0; j < goods; j++) {
                double supply = 0;
                for (int i = 0; i < agents; i++) {
                    supply += endowments[at + i * goods + j];
                }
                if (!(supply > 0)) {
                    throw Problem.option("endowments", "every good has an owner", "nobody owns good " + j);
                }
            }
        }
    }
}
