package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import walras.env.stackelberg.response.TieRule;

/** Exact solutions of a one-shot game, raw units. Pure commitments by enumeration, mixed ones by one linear program per column. */
public final class MatrixOracle {
    private final MatrixGame game;
    private final TieRule ties;

    /** @param ties whom a follower favours among equally good replies; FOR_LEADER gives the strong equilibrium */
    public MatrixOracle(MatrixGame game, TieRule ties) {
        this.game = game;
        this.ties = ties;
    }

    /** The follower's reply to a row. */
    public int reply(int row) {
        int at = row * game.columns();
        return ties.best(game.follower(), at, game.leader(), at, game.columns());
    }

    /** The leader's payoff of committing to each row {@code [R]}. */
    public double[] leaderValueByRow() {
        double[] value = new double[game.rows()];
        for (int r = 0; r < value.length; r++) {
            value[r] = game.leader(r, reply(r));
        }
        return value;
    }

    /** The best row to commit to, the first on ties. */
    public int equilibriumRow() {
        double[] value = leaderValueByRow();
        int best = 0;
        for (int r = 1; r < value.length; r++) {
            best = value[r] > value[best] ? r : best;
        }
        return best;
    }

    /** The best distribution over rows, its column and its values, under the strong convention. */
    public MixedEquilibrium mixedEquilibrium() {
        return mixedEquilibrium(0);
    }

    /**
     * The best distribution over rows that makes the follower prefer its column by a margin, or by half of what can be had; the
     * equilibrium itself where the follower cannot be made to prefer anything.
     *
     * @param margin share of the game's scale, 0 for the equilibrium
     */
    public MixedEquilibrium mixedEquilibrium(double margin) {
        MixedEquilibrium best = StrongCommitmentProgram.solve(game, margin);
        return best == null
                ? Objects.requireNonNull(StrongCommitmentProgram.solve(game, 0), "some column is a best reply")
                : best;
    }

    /** What a leader collects that plays one row to teach and another to collect: the mark of a leak. */
    public double phaseLeakValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int taught = 0; taught < game.rows(); taught++) {
            int column = reply(taught);
            for (int r = 0; r < game.rows(); r++) {
                best = Math.max(best, game.leader(r, column));
            }
        }
        return best;
    }

    /** Pure Nash equilibria as (row, column). */
    public List<int[]> pureNash() {
        List<int[]> found = new ArrayList<>();
        for (int r = 0; r < game.rows(); r++) {
            for (int c = 0; c < game.columns(); c++) {
                if (isNash(r, c)) {
                    found.add(new int[] {r, c});
                }
            }
        }
        return found;
    }

    private boolean isNash(int row, int column) {
        for (int r = 0; r < game.rows(); r++) {
            if (game.leader(r, column) > game.leader(row, column) + TieRule.TOLERANCE) {
                return false;
            }
        }
        for (int c = 0; c < game.columns(); c++) {
            if (game.follower(row, c) > game.follower(row, column) + TieRule.TOLERANCE) {
                return false;
            }
        }
        return true;
    }
}
