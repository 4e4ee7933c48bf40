package walras.env.stackelberg.engine;

import walras.env.RowRandom;
import walras.env.StateVisitor;

/** Proposes commitments and learns from their returns; rows are independent of one another. */
interface CommitmentSearch {
    /**
     * The commitment to try next.
     *
     * @param answers receives an answer per information set, `[K]` from {@code at}
     */
    void propose(int row, RowRandom random, int[] answers, int at);

    /** The return of the last proposal. */
    void learn(int row, double earned, int[] answers, int at);

    /** The commitment found best. */
    void best(int row, int[] answers, int at);

    void state(StateVisitor visitor);
}
