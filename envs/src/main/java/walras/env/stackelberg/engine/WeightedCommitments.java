package walras.env.stackelberg.engine;

import walras.env.RowRandom;
import walras.env.StateVisitor;

/**
 * Multiplicative weights over commitments from bandit feedback: the played one's logarithmic weight grows by rate times return over
 * the chance of playing it, the return measured from the smallest seen so far, since the estimate needs non-negative payoffs.
 */
final class WeightedCommitments implements CommitmentSearch {
    private final int commitments; // C
    private final AnswerGrid grid;
    private final double rate;
    private final double exploration;
    private final double[] logWeight; // [B, C]
    private final double[] lowest; // [B] smallest return seen
    private final double[] highest; // [B] largest return seen
    private final double[] chance; // [B] of the last proposal
    private final int[] played; // [B]

    WeightedCommitments(int rows, int commitments, AnswerGrid grid, double rate, double exploration) {
        this.commitments = commitments;
        this.grid = grid;
        this.rate = rate;
        this.exploration = exploration;
        logWeight = new double[rows * commitments];
        lowest = new double[rows];
        highest = new double[rows];
        java.util.Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        chance = new double[rows];
        played = new int[rows];
    }

    @Override
    public void propose(int row, RowRandom random, int[] answers, int at) {
        int from = row * commitments;
        double top = logWeight[from + heaviest(row)];
        double total = 0;
        for (int c = 0; c < commitments; c++) {
            total += Math.exp(logWeight[from + c] - top);
        }
        int choice = random.uniform(row, 0, 0) < exploration
                ? random.below(row, 0, 1, commitments)
                : draw(from, top, random.uniform(row, 0, 2) * total);
        played[row] = choice;
        chance[row] = (1 - exploration) * Math.exp(logWeight[from + choice] - top) / total + exploration / commitments;
        Enumeration.decode(choice, grid, answers, at);
    }

    private int draw(int from, double top, double mass) {
        double left = mass;
        for (int c = 0; c < commitments; c++) {
            left -= Math.exp(logWeight[from + c] - top);
            if (left < 0) {
                return c;
            }
        }
        return commitments - 1;
    }

    @Override
    public void learn(int row, double earned, int[] answers, int at) {
        lowest[row] = Math.min(lowest[row], earned);
        highest[row] = Math.max(highest[row], earned);
        double range = highest[row] - lowest[row];
        double share = range > 0 ? (earned - lowest[row]) / range : 0;
        logWeight[row * commitments + played[row]] += rate * share / (chance[row] * commitments);
    }

    private int heaviest(int row) {
        int best = 0;
        for (int c = 1; c < commitments; c++) {
            best = logWeight[row * commitments + c] > logWeight[row * commitments + best] ? c : best;
        }
        return best;
    }

    @Override
    public void best(int row, int[] answers, int at) {
        Enumeration.decode(heaviest(row), grid, answers, at);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("leader.log_weight", logWeight);
        visitor.doubles("leader.lowest", lowest);
        visitor.doubles("leader.highest", highest);
        visitor.doubles("leader.chance", chance);
        visitor.ints("leader.played", played);
    }
}
