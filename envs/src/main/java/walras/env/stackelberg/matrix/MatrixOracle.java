package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import walras.env.Interruption;
import walras.env.stackelberg.response.TieRule;

/**
 * Exact solutions of a one-shot game, raw units. Pure commitments by enumeration, mixed ones by one linear program per column. What
 * {@link TieRule#tolerance(double[])} calls equal is equal for either player.
 */
public final class MatrixOracle {
    private final MatrixGame game;
    private final MatrixGame tied;
    private final TieRule ties;
    private final double leaderTolerance;
    private final double followerTolerance;

    /** @param ties whom a follower favours among equally good replies; FOR_LEADER gives the strong equilibrium */
    public MatrixOracle(MatrixGame game, TieRule ties) {
        this.game = game;
        this.ties = ties;
        tied = TiedPayoffs.of(game);
        leaderTolerance = TieRule.tolerance(game.leader());
        followerTolerance = TieRule.tolerance(game.follower());
    }

    /** The follower's reply to a row. */
    public int reply(int row) {
        int at = row * game.columns();
        return ties.best(game.follower(), at, tied.leader(), at, game.columns(), followerTolerance);
    }

    /** The leader's payoff of committing to each row {@code [R]}. */
    public double[] leaderValueByRow() {
        double[] value = new double[game.rows()];
        for (int r = 0; r < value.length; r++) {
            Interruption.check("optimum");
            value[r] = game.leader(r, reply(r));
        }
        return value;
    }

    /** The best row to commit to, the first on ties. */
    public int equilibriumRow() {
        int best = 0;
        for (int r = 1; r < game.rows(); r++) {
            best = tied.leader(r, reply(r)) > tied.leader(best, reply(best)) ? r : best;
        }
        return best;
    }

    /** The best distribution over rows, its column and its values, under the strong convention. */
    public MixedEquilibrium mixedEquilibrium() {
        return StrongCommitmentProgram.solve(game);
    }

    /**
     * The best distribution over rows that makes the follower prefer its column by a margin, or by half of what can be had; the
     * equilibrium itself where the follower cannot be made to prefer anything.
     *
     * @param margin share of the follower's payoff range, 0 for the equilibrium
     */
    public MixedEquilibrium mixedEquilibrium(double margin) {
        MixedEquilibrium best = margin > 0 ? StrongCommitmentProgram.strict(game, margin) : null;
        return Objects.requireNonNullElseGet(best, this::mixedEquilibrium);
    }

    /** What a leader collects that plays one row to teach and another to collect: the mark of a leak. */
    public double phaseLeakValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int taught = 0; taught < game.rows(); taught++) {
            Interruption.check("optimum");
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
            Interruption.check("optimum");
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
            if (game.leader(r, column) - game.leader(row, column) > leaderTolerance) {
                return false;
            }
        }
        for (int c = 0; c < game.columns(); c++) {
            if (game.follower(row, c) - game.follower(row, column) > followerTolerance) {
                return false;
            }
        }
        return true;
    }
}
