package walras.env.exchange.equilibrium;

import java.util.Arrays;
import java.util.List;

/**
 * How a price process runs, from equal prices or bids.
 *
 * @param kind which process
 * @param strength the exponent of a tatonnement, or the laziness of a proportional response
 * @param limit most steps
 */
public record ProcessRules(Kind kind, double strength, int limit) {
    /** The processes that a kernel knows. */
    public enum Kind {
        /** {@link Tatonnement}. */
        TATONNEMENT("tatonnement"),
        /** {@link ProportionalResponse}. */
        PROPORTIONAL_RESPONSE("proportional-response");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The name in options. */
        public String id() {
            return id;
        }

        /** The kind of that name, one of {@link ProcessRules#ids()}. */
        public static Kind of(String id) {
            return Arrays.stream(values())
                    .filter(kind -> kind.id.equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("process: expected one of " + ids() + ", got " + id));
        }

        /** Whether agents with these preferences can be moved by it: linear demand jumps, and only linear agents bid in proportion. */
        public boolean takes(Preferences preferences) {
            boolean linear = preferences.isUniform() && preferences.has(Utility.LINEAR);
            return this == PROPORTIONAL_RESPONSE ? linear : !preferences.has(Utility.LINEAR);
        }

        /** Whom it takes, in words. */
        public String taken() {
            return this == PROPORTIONAL_RESPONSE ? "linear agents only" : "no linear agent";
        }
    }

    /** All names of kinds, in declaration order. */
    public static List<String> ids() {
        return Arrays.stream(Kind.values()).map(Kind::id).toList();
    }

    public ProcessRules {
        if (limit < 1 || !(strength >= 0 && Double.isFinite(strength))) {
            throw new IllegalArgumentException(
                    "strength, limit: expected strength >= 0 and limit >= 1, got " + strength + ", " + limit);
        }
    }

    /** Throws {@link IllegalArgumentException} unless the process takes these agents. */
    void check(Preferences preferences) {
        if (!kind.takes(preferences)) {
            throw new IllegalArgumentException(kind.id() + ": expected " + kind.taken());
        }
    }

    /** The process over arrays {@code [N, L]} that may change before it begins again. */
    PriceProcess of(Preferences preferences, double[] weights, double[] endowments) {
        double[] equal = new double[preferences.goods()]; // [L]
        Arrays.fill(equal, 1.0 / equal.length);
        return kind == Kind.TATONNEMENT
                ? new Tatonnement(preferences, weights, endowments, equal, strength)
                : new ProportionalResponse(preferences.agents(), preferences.goods(), weights, endowments, strength);
    }
}
