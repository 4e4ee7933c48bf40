package walras.env.stackelberg.matrix;

import walras.env.Interruption;
import walras.env.Solution;

/**
 * What the answer to a repeated game is worth, from the tables and the game alone: every pair of memories of the last joint action is
 * played out, and every memory's best reply by someone who knows the round is found by backward induction. Numbers are shares of the
 * payoff range a round of the player whose payoffs they are of.
 *
 * @param value by how much stated totals miss those of the stated memories
 * @param regret what the follower could gain by another memory
 * @param gap what another memory would pay the leader more, whichever of its equally good ones the follower has
 * @param finite by how much the value against a follower that knows the round is outside what its ties leave open
 * @param order by how much an inequality fails: teaching one thing and collecting another pays no less than honesty
 */
record RepeatedCertificate(double value, double regret, double gap, double finite, double order) {

    static RepeatedCertificate of(MatrixGame game, int rounds, Solution answer) {
        return new Check(game, rounds, answer).certificate();
    }

    boolean verified() {
        return java.util.stream.DoubleStream.of(value, regret, gap, finite, order)
                .allMatch(residual -> residual <= CommitmentCertificate.TOLERANCE);
    }

    /** One answer and what it is checked against. */
    private static final class Check {
        private final MatrixGame game;
        private final int rounds;
        private final Solution answer;
        private final int states;
        private final double leaderUnit; // the range of totals
        private final double followerUnit;
        private final double close; // totals of the follower that far apart count as equal

        Check(MatrixGame game, int rounds, Solution answer) {
            this.game = game;
            this.rounds = rounds;
            this.answer = answer;
            states = 1 + game.rows() * game.columns();
            leaderUnit = rounds * RowCertificate.range(game.leader());
            followerUnit = rounds * RowCertificate.range(game.follower());
            close = followerUnit * CommitmentCertificate.TOLERANCE;
        }

        private double table(String name) {
            return answer.table(name).scalar();
        }

        RepeatedCertificate certificate() {
            int[] memory = ints("repeated_leader_table"); // [state]
            double stated = table("repeated_leader_value");
            double[] own = play(memory, ints("repeated_follower_table")); // [2]
            double value = Math.max(
                    Math.abs(own[0] - stated) / leaderUnit,
                    Math.abs(own[1] - table("repeated_follower_value")) / followerUnit);
            double regret = (bestReply(memory)[1] - own[1]) / followerUnit;
            double best = Double.NEGATIVE_INFINITY;
            double least = Double.NEGATIVE_INFINITY; // of the value against who knows the round
            double most = Double.NEGATIVE_INFINITY;
            int[] each = new int[states]; // [state]
            do {
                Interruption.check("optimum");
                best = Math.max(best, bestReply(each)[0]);
                least = Math.max(least, induced(each, -1));
                most = Math.max(most, induced(each, 1));
            } while (next(each, game.rows()));
            double finite = table("finite_horizon_leader_value");
            double outside = Math.max(0, Math.max(least - finite, finite - most)) / leaderUnit;
            double order = Math.max(
                    stated - table("repeated_phase_leak_value"), finite - table("finite_horizon_phase_leak_value"));
            return new RepeatedCertificate(
                    value, regret, (best - stated) / leaderUnit, outside, Math.max(0, order / leaderUnit));
        }

        private int[] ints(String name) { // -> [state]
            return java.util.Arrays.stream(answer.table(name).values())
                    .mapToInt(x -> (int) x)
                    .toArray();
        }

        /** The memory after this one, in the order of numbers; false after the last. */
        private static boolean next(int[] memory, int actions) { // [state]
            for (int s = memory.length - 1; s >= 0; s--) {
                memory[s]++;
                if (memory[s] < actions) {
                    return true;
                }
                memory[s] = 0;
            }
            return false;
        }

        /** Totals of the leader and of the follower. */
        private double[] play(int[] row, int[] column) { // [state], [state] -> [2]
            double[] total = new double[2];
            int state = 0;
            for (int round = 0; round < rounds; round++) {
                int cell = row[state] * game.columns() + column[state];
                total[0] += game.leader()[cell];
                total[1] += game.follower()[cell];
                state = cell + 1;
            }
            return total;
        }

        /** The least that a memory pays the leader against a best one of the follower, and what that earns the follower. */
        private double[] bestReply(int[] row) { // [state] -> [2]
            double[] best = {0, Double.NEGATIVE_INFINITY};
            int[] column = new int[states];
            do {
                double[] total = play(row, column);
                boolean better = total[1] > best[1] + close;
                if (better || (total[1] >= best[1] - close && total[0] < best[0])) {
                    best = new double[] {total[0], Math.max(total[1], best[1])};
                }
            } while (next(column, game.columns()));
            return best;
        }

        /** What a memory pays the leader against the best plan by the round, ties for ({@code sign} 1) or against the leader. */
        private double induced(int[] row, int sign) { // [state]
            double[] own = new double[states]; // [state], totals of the rounds that remain
            double[] leader = new double[states];
            for (int round = 0; round < rounds; round++) {
                double[] ownNow = new double[states];
                double[] leaderNow = new double[states];
                for (int s = 0; s < states; s++) {
                    ownNow[s] = Double.NEGATIVE_INFINITY;
                    for (int c = 0; c < game.columns(); c++) {
                        int cell = row[s] * game.columns() + c;
                        double paid = game.follower()[cell] + own[cell + 1];
                        double collected = game.leader()[cell] + leader[cell + 1];
                        boolean better = paid > ownNow[s] + close;
                        boolean tied = paid >= ownNow[s] - close;
                        if (better || (tied && sign * collected > sign * leaderNow[s])) {
                            ownNow[s] = Math.max(paid, ownNow[s]);
                            leaderNow[s] = collected;
                        }
                    }
                }
                own = ownNow;
                leader = leaderNow;
            }
            return leader[0];
        }
    }
}
