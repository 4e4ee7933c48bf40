package walras.server.experiment;

/** What a measurement says of a claim. */
public enum Verdict {
    /** The whole interval agrees with the claim. */
    SUPPORTED,
    /** The whole interval contradicts it. */
    REFUTED,
    /** The interval holds both. */
    INCONCLUSIVE
}
