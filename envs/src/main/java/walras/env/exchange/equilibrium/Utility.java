package walras.env.exchange.equilibrium;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A family of utility functions over bundles of goods. */
public enum Utility {
    /** {@code prod x_j^a_j} with the weights normalised to sum to one. */
    COBB_DOUGLAS("cobb-douglas"),
    /** {@code (sum a_j x_j^rho)^(1/rho)}, rho below one and not zero. */
    CES("ces"),
    /** {@code sum a_j x_j^rho}, rho strictly between zero and one: the demand of CES, linear in features. */
    ADDITIVE_CES("additive-ces"),
    /** {@code sum a_j x_j}. */
    LINEAR("linear"),
    /** {@code min x_j / a_j} over the goods with a positive weight. */
    LEONTIEF("leontief");

    private final String id;

    Utility(String id) {
        this.id = id;
    }

    /** The name in options, such as {@code additive-ces}. */
    public String id() {
        return id;
    }

    /** All names, in declaration order. */
    public static String[] ids() {
        return Arrays.stream(values()).map(Utility::id).toArray(String[]::new);
    }

    /** The family of that name; throws {@link IllegalArgumentException} that lists the names. */
    public static Utility of(String id) {
        for (Utility utility : values()) {
            if (utility.id.equals(id)) {
                return utility;
            }
        }
        throw new IllegalArgumentException("utility: expected one of "
                + Arrays.stream(values()).map(Utility::id).collect(Collectors.joining(", ")) + ", got " + id);
    }

    /** Whether {@code rho} means anything to this family. */
    public boolean usesRho() {
        return this == CES || this == ADDITIVE_CES;
    }

    /** Elasticity of substitution: 1, {@code 1/(1-rho)}, infinite or 0. */
    double elasticity(double rho) {
        return switch (this) {
            case COBB_DOUGLAS -> 1;
            case CES, ADDITIVE_CES -> 1 / (1 - rho);
            case LINEAR -> Double.POSITIVE_INFINITY;
            case LEONTIEF -> 0;
        };
    }
}
