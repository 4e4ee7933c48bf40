package walras.env.stackelberg.design;

import java.util.Arrays;
import walras.env.Solution;

/**
 * What the answer is worth, from the tables and the base payoffs alone, in shares of the largest absolute base payoff.
 *
 * @param gain what a player gains by leaving its part of the target, whatever the other does, under the stated promises
 * @param excess by how much a promise is negative or above the limit
 * @param slack what a promise could be less
 * @param value by how much stated welfare misses that of the base payoffs
 * @param better what a joint action is worth more that the largest bonuses make dominant
 * @param nash what a player gains by leaving a stated equilibrium of the base game; NaN where one is missing
 */
record DesignCertificate(double gain, double excess, double slack, double value, double better, double nash) {
    private static final double TOLERANCE = 1e-12;

    static DesignCertificate of(DesignGame game, Solution answer) {
        return new Check(game, answer).certificate();
    }

    boolean verified() {
        return java.util.stream.DoubleStream.of(gain, excess, slack, value, better, nash)
                .allMatch(residual -> residual <= TOLERANCE);
    }

    /** One answer and what it is checked against. */
    private static final class Check {
        private final DesignGame game;
        private final Solution answer;
        private final int m;
        private final double unit;
        private final double[] promise; // [A, A, 2]
        private final int targetRow;
        private final int targetColumn;

        Check(DesignGame game, Solution answer) {
            this.game = game;
            this.answer = answer;
            m = game.actions();
            double largest = 0;
            for (double payoff : game.base()) {
                largest = Math.max(largest, Math.abs(payoff));
            }
            unit = largest > 0 ? largest : 1;
            promise = answer.table("promise").values();
            targetRow = (int) answer.table("target_row").scalar();
            targetColumn = (int) answer.table("target_column").scalar();
        }

        private double base(int row, int column, int player) {
            return game.base()[(row * m + column) * 2 + player];
        }

        private double promised(int row, int column, int player) {
            return promise[(row * m + column) * 2 + player];
        }

        private double welfare(int row, int column) {
            return (base(row, column, 0) + base(row, column, 1)) / unit;
        }

        DesignCertificate certificate() {
            double gain = 0;
            double slack = 0;
            double value = 0;
            double best = Double.NEGATIVE_INFINITY;
            double[] stated = answer.table("welfare").values(); // [A, A]
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < m; column++) {
                    value = Math.max(value, Math.abs(stated[row * m + column] - welfare(row, column)));
                    best = implementable(row, column) ? Math.max(best, welfare(row, column)) : best;
                }
            }
            for (int other = 0; other < m && targetRow >= 0; other++) {
                double first = temptation(0, other, targetRow) - promised(targetRow, other, 0);
                double second = temptation(1, other, targetColumn) - promised(other, targetColumn, 1);
                gain = Math.max(gain, Math.max(first, second) / unit);
                slack = Math.max(slack, slack(first, promised(targetRow, other, 0)));
                slack = Math.max(slack, slack(second, promised(other, targetColumn, 1)));
            }
            double reached = targetRow < 0 ? lowest() : welfare(targetRow, targetColumn);
            double claimed = answer.table("leader_value").scalar();
            return new DesignCertificate(
                    gain,
                    excess(),
                    slack / unit,
                    Math.max(value, Math.abs(claimed - reached)),
                    Math.max(0, best - claimed),
                    nash());
        }

        /** What a positive promise exceeds its need by. */
        private static double slack(double unmet, double promised) {
            return promised > 0 ? -unmet : 0;
        }

        /** What a player of the base game gains at most by leaving an action for another, the opponent's action given. */
        private double temptation(int player, int opponent, int action) {
            double best = Double.NEGATIVE_INFINITY;
            for (int own = 0; own < m; own++) {
                best = Math.max(best, paid(player, own, opponent) - paid(player, action, opponent));
            }
            return best;
        }

        private double paid(int player, int own, int opponent) {
            return player == 0 ? base(own, opponent, 0) : base(opponent, own, 1);
        }

        private boolean implementable(int row, int column) {
            for (int other = 0; other < m; other++) {
                if (temptation(0, other, row) > game.bonusMax() || temptation(1, other, column) > game.bonusMax()) {
                    return false;
                }
            }
            return true;
        }

        private double excess() {
            double least = Arrays.stream(promise).min().orElse(0);
            double most = Arrays.stream(promise).max().orElse(0);
            return Math.max(0, Math.max(-least, most - game.bonusMax())) / unit;
        }

        private double lowest() {
            double low = Double.POSITIVE_INFINITY;
            for (int cell = 0; cell < m * m; cell++) {
                low = Math.min(low, welfare(cell / m, cell % m));
            }
            return low;
        }

        private double nash() {
            double[] cells = answer.table("nash").values(); // [equilibrium, 2]
            double worst = 0;
            for (int k = 0; k < cells.length; k += 2) {
                worst = Math.max(worst, leaving((int) cells[k], (int) cells[k + 1]) / unit);
            }
            int count = 0;
            for (int cell = 0; cell < m * m; cell++) {
                count += leaving(cell / m, cell % m) <= 0 ? 1 : 0;
            }
            return count == cells.length / 2 ? worst : Double.NaN;
        }

        private double leaving(int row, int column) {
            return Math.max(temptation(0, column, row), temptation(1, row, column));
        }
    }
}
