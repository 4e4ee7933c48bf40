package walras.env.stackelberg.taxation;

import java.util.Locale;

/** What the government is paid for. */
enum Task {
    /** Growth: of output (TaxAI), or of capital in percent (DSMFG). */
    GDP,
    /**
     * Equality: minus the product of the Gini indices (TaxAI), or their relative reduction by tax in percent (DSMFG).
     */
    GINI,
    /** The sum of the households' utilities. */
    SOCIAL_WELFARE,
    /** Growth and equality together. */
    MIXED;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
