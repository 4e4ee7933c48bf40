package walras.env.stackelberg.engine;

import walras.env.Interruption;
import walras.env.RowRandom;
import walras.env.StateVisitor;

/** Tries all commitments again and again; the best is the one of highest mean return. */
final class Enumeration implements CommitmentSearch {
    private final int commitments; // C
    private final AnswerGrid grid;
    private final double[] sum; // [B, C]
    private final int[] count; // [B, C]
    private final int[] next; // [B]

    Enumeration(int rows, int commitments, AnswerGrid grid) {
        this.commitments = commitments;
        this.grid = grid;
        sum = new double[rows * commitments];
        count = new int[rows * commitments];
        next = new int[rows];
    }

    /** Writes the answers of a commitment, set 0 the most significant digit. */
    static void decode(int commitment, AnswerGrid grid, int[] answers, int at) {
        int digits = commitment;
        for (int s = grid.sets() - 1; s >= 0; s--) {
            Interruption.check("optimum");
            answers[at + s] = digits % grid.choices();
            digits /= grid.choices();
        }
    }

    @Override
    public void propose(int row, RowRandom random, int[] answers, int at) {
        decode(next[row], grid, answers, at);
    }

    @Override
    public void learn(int row, double earned, int[] answers, int at) {
        int k = row * commitments + next[row];
        sum[k] += earned;
        count[k]++;
        next[row] = (next[row] + 1) % commitments;
    }

    @Override
    public void best(int row, int[] answers, int at) {
        int best = 0;
        for (int c = 1; c < commitments; c++) {
            Interruption.check("optimum");
            best = mean(row, c) > mean(row, best) ? c : best;
        }
        decode(best, grid, answers, at);
    }

    private double mean(int row, int commitment) {
        int k = row * commitments + commitment;
        return count[k] == 0 ? Double.NEGATIVE_INFINITY : sum[k] / count[k];
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("leader.sum", sum);
        visitor.ints("leader.count", count);
        visitor.ints("leader.next", next);
    }
}
