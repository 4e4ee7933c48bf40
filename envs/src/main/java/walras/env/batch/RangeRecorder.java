package walras.env.batch;

import walras.env.Rows;

/** Is told of the steps of every range of rows, by the thread that takes them: ranges at the same time, a range's in order. */
public interface RangeRecorder {
    /** These rows are about to take a step. */
    void before(Rows range);

    /** These rows have taken the k-th step of a run. */
    void after(int k, Rows range);
}
