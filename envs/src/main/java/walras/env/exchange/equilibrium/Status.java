package walras.env.exchange.equilibrium;

/**
 * How the search for one row's equilibrium ended.
 *
 * <p>Only {@link #certified()} rows hold an equilibrium. The others say why there is none, or none that could be proved; their
 * prices are the best that was found, or not-a-number.
 */
public enum Status {
    /** Certified within the tolerance. */
    CONVERGED(0, "converged", true),
    /** Certified, and proved not to be the only equilibrium price. */
    NON_UNIQUE(1, "certified, but other equilibrium prices exist", true),
    /** Some goods are owned by agents who want only each other's: no positive price links the parts. */
    REDUCIBLE(2, "the economy falls apart: some agents only want the goods they own among themselves", false),
    /** A good has supply but no agent wants it; its price is zero. */
    UNWANTED_GOOD(3, "a good is wanted by nobody and has price 0", false),
    /** An agent owns nothing of value, so consumes nothing. */
    ZERO_ENDOWMENT(4, "an agent owns nothing of value", false),
    /** A wanted good has no supply. */
    ZERO_SUPPLY(5, "a wanted good has no supply", false),
    /** An agent has no positive weight. */
    NO_WANTS(6, "an agent wants no good", false),
    /** A weight or endowment is negative or not finite. */
    INVALID_INPUT(7, "a weight or an endowment is negative or not finite", false),
    /** A price runs to zero: a Leontief economy with a free good, or without equilibrium. */
    VANISHING_PRICE(
            8,
            "a price runs to zero, where this kernel solves Leontief agents only if endowments are proportional",
            false),
    /** Prices keep moving without the residual falling. */
    CYCLING(9, "the price process cycles", false),
    /** The iteration limit came before the tolerance. */
    ITERATION_CAP(10, "the iteration limit came first", false),
    /** A solver proposed prices and bundles that are no equilibrium. */
    NOT_CERTIFIED(11, "prices and bundles were found, but their certificate fails", false);

    private static final Status[] ALL = values();

    private final byte code;
    private final String meaning;
    private final boolean certified;

    Status(int code, String meaning, boolean certified) {
        this.code = (byte) code;
        this.meaning = meaning;
        this.certified = certified;
    }

    /** One clause for messages. */
    public String meaning() {
        return meaning;
    }

    /** Whether prices and allocation of the row are an equilibrium within the tolerance. */
    public boolean certified() {
        return certified;
    }

    /** The status stored as that byte in {@link Equilibria#status()}. */
    public static Status of(byte code) {
        return ALL[code];
    }

    byte code() {
        return code;
    }
}
