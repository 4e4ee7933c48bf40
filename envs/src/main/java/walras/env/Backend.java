package walras.env;

/** Which implementation of a family's kernel runs. */
public enum Backend {
    /** ND4J where a CUDA backend is present and the batch is large enough to pay; else fused. */
    AUTO,
    /** Plain Java loops. */
    FUSED,
    /** Whole-batch ND4J operations, on whatever backend is on the class path. */
    ND4J
}
