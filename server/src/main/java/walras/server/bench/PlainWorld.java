package walras.server.bench;

import walras.env.Tensor;

/**
 * One environment at its default options, written by hand as a program that needs nothing else would: one loop over rows,
 * no engine, no seeds, no metrics. Finished rows begin anew in the next step, as in the autoreset mode NEXT_STEP.
 */
interface PlainWorld {
    /** The environment that it is. */
    String environment();

    /** One step of every row with actions {@code [B, n]}, {@code double[]} or {@code int[]}. */
    void step(Tensor actions);

    /** What agents see now. */
    int[] observation(); // [B, n]

    /** What the last step paid. */
    double[] reward(); // [B, n]

    byte[] terminated(); // [B]

    byte[] truncated(); // [B]
}
