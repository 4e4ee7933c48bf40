package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * What the agents of an economy have in common across rows: the family and substitution parameter of each.
 *
 * <p>Weights and endowments vary by row and are not held here. Immutable.
 */
public final class Preferences {
    /** The most agents or goods that a market may have. */
    public static final int SIZE_MAX = 64;

    private final int goods;
    private final Utility[] family; // [N]
    private final double[] rho; // [N]
    private final double[] elasticity; // [N]

    /**
     * One family and rho per agent.
     *
     * @param goods L, from 1 to 64
     * @param family {@code [N]}
     * @param rho {@code [N]}; read only for CES and additive CES
     */
    public Preferences(int goods, Utility[] family, double[] rho) {
        check(goods, "goods");
        check(family.length, "agents");
        if (rho.length != family.length) {
            throw new IllegalArgumentException("rho: expected " + family.length + " numbers, got " + rho.length);
        }
        this.goods = goods;
        this.family = family.clone();
        this.rho = rho.clone();
        this.elasticity = new double[family.length];
        for (int i = 0; i < family.length; i++) {
            checkRho(i);
            elasticity[i] = family[i].elasticity(rho[i]);
        }
    }

    /** The same family and rho for all N agents. */
    public static Preferences uniform(int agents, int goods, Utility family, double rho) {
        Utility[] families = new Utility[agents]; // [N]
        double[] rhos = new double[agents]; // [N]
        Arrays.fill(families, family);
        Arrays.fill(rhos, rho);
        return new Preferences(goods, families, rhos);
    }

    private static void check(int size, String name) {
        if (size < 1 || size > SIZE_MAX) {
            throw new IllegalArgumentException(name + ": expected 1 to " + SIZE_MAX + ", got " + size);
        }
    }

    private void checkRho(int agent) {
        if (!isInRange(family[agent], rho[agent])) {
            String range = rangeOfRho(family[agent]);
            throw new IllegalArgumentException("rho: agent " + agent + ": expected " + range + ", got " + rho[agent]);
        }
    }

    /** Whether a family takes that rho; true where it takes none. */
    public static boolean isInRange(Utility family, double rho) {
        return switch (family) {
            case CES -> rho < 1 && rho != 0 && Double.isFinite(rho);
            case ADDITIVE_CES -> rho > 0 && rho < 1;
            default -> true;
        };
    }

    /** Which rho a family takes, in words. */
    public static String rangeOfRho(Utility family) {
        return family == Utility.CES ? "rho < 1 and not 0 (0 is cobb-douglas)" : "0 < rho < 1";
    }

    /** N. */
    public int agents() {
        return family.length;
    }

    /** L. */
    public int goods() {
        return goods;
    }

    /** The family of one agent. */
    public Utility family(int agent) {
        return family[agent];
    }

    /** The substitution parameter of one agent; meaningless where the family does not use it. */
    public double rho(int agent) {
        return rho[agent];
    }

    /** Elasticity of substitution of one agent: 0 for Leontief, infinite for linear. */
    public double elasticity(int agent) {
        return elasticity[agent];
    }

    /** Whether all agents share one family and, where it matters, one rho. */
    public boolean isUniform() {
        for (int i = 1; i < family.length; i++) {
            if (family[i] != family[0] || elasticity[i] != elasticity[0]) {
                return false;
            }
        }
        return true;
    }

    /** Whether all agents share one elasticity that is positive and finite, and there are goods to trade: what solves in blocks. */
    public boolean isOneSmoothFamily() {
        return isUniform() && elasticity[0] > 0 && elasticity[0] < Double.POSITIVE_INFINITY && goods > 1;
    }

    /** Whether some agent is of that family. */
    public boolean has(Utility wanted) {
        return Arrays.asList(family).contains(wanted);
    }

    /** Whether theory promises one equilibrium price in a connected economy: every elasticity is at least one half and finite. */
    public boolean isUniqueByTheory() {
        boolean unique = true;
        for (double s : elasticity) {
            unique &= s >= 0.5 && s < Double.POSITIVE_INFINITY;
        }
        return unique;
    }
}
