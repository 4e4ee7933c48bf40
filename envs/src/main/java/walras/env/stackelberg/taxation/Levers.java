package walras.env.stackelberg.taxation;

/** The maps from raw actions to rates. */
final class Levers {
    static final double LEAST = .001;
    static final double MOST = .99;

    /** Government levers of the HSV rule, in this order. */
    static final int INCOME_LEVEL = 0;

    static final int INCOME_PROGRESSIVITY = 1;
    static final int WEALTH_LEVEL = 2;
    static final int WEALTH_PROGRESSIVITY = 3;
    static final int SPENDING = 4;
    static final int HSV_LEVERS = 5;

    private static final double[] TAXAI_RANGE = {.2, .05, .2, .05, .3}; // [lever]

    private Levers() {}

    /** Greatest saving rate of a closed economy's households. */
    static final double SAVING_MOST = .999;

    /** A share of (0, 1) from a raw action: TaxAI maps [-1, 1] affinely, DSMFG takes it as it is; both clip. */
    static double share(Variant variant, double raw) {
        double x = variant == Variant.TAXAI ? (raw + 1) / 2 : raw;
        return Math.max(LEAST, Math.min(MOST, x));
    }

    /** The rate that a government's raw action sets. */
    static double government(Variant variant, int lever, double raw) {
        if (variant == Variant.CLOSED) {
            return Math.max(0, Math.min(MOST, raw));
        }
        double x = share(variant, raw);
        return variant == Variant.TAXAI ? TAXAI_RANGE[lever] * x : x;
    }

    /** The saving rate that a household's raw action sets: TaxAI's households save at least half. */
    static double saving(Variant variant, double raw) {
        if (variant == Variant.CLOSED) {
            return Math.max(0, Math.min(SAVING_MOST, raw));
        }
        double x = share(variant, raw);
        return variant == Variant.TAXAI ? .5 * x + .5 : x;
    }

    /** The raw action that comes nearest to a share. */
    static double rawShare(Variant variant, double share) {
        double x = Math.max(LEAST, Math.min(MOST, share));
        return variant == Variant.TAXAI ? Math.max(-1, Math.min(1, 2 * x - 1)) : x;
    }

    /** The raw action that comes nearest to a saving rate. */
    static double rawSaving(Variant variant, double saving) {
        if (variant == Variant.CLOSED) {
            return saving(variant, saving);
        }
        return rawShare(variant, variant == Variant.TAXAI ? 2 * saving - 1 : saving);
    }

    /** The raw action that comes nearest to a government's rate. */
    static double rawGovernment(Variant variant, int lever, double rate) {
        if (variant == Variant.CLOSED) {
            return government(variant, lever, rate);
        }
        return rawShare(variant, variant == Variant.TAXAI ? rate / TAXAI_RANGE[lever] : rate);
    }
}
