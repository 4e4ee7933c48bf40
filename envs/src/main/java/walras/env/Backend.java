package walras.env;

/** Which implementation of a family's kernel runs. */
public enum Backend {
    /** The faster one: fused, until a batch size has been measured from which ND4J pays (docs/gpu.md). */
    AUTO,
    /** Plain Java loops. */
    FUSED,
    /** Whole-batch ND4J operations, on the CPU or, in a CUDA build, on a GPU. */
    ND4J
}
