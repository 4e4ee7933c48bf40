package walras.env.stackelberg.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Interruption;
import walras.env.Profile;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.stackelberg.response.BestResponse;
import walras.env.stackelberg.response.Sweep;
import walras.env.stackelberg.response.TieRule;

/**
 * The leader's best reply to followers that learn inside: the best commitment, given what they learn from it. Followers whose
 * sweeps are exact learn the same from a commitment every time, and the metric {@code leader_value} of the reward phase is the
 * exact expectation of what it pays, so one episode of each commitment tells all. Every commitment is played where there are
 * few enough; where answers are real numbers the optimum is the equilibrium's, if followers reply best.
 */
final class CommitmentReplies {
    private final OuterEconomy economy;
    private final FollowerMind mind;
    private final int sets; // information sets
    private final int choices; // answers at each; 0 where they are real numbers
    private final List<String> fixed; // policies that commit once and for all

    CommitmentReplies(OuterEconomy economy, FollowerMind mind, int choices, List<String> fixed) {
        this.economy = economy;
        this.mind = mind;
        this.sets = economy.game().informationSets();
        this.choices = choices;
        this.fixed = fixed;
    }

    Optional<ReplyValue> of(Profile.Player leader) {
        if (!foreseeable()) {
            return Optional.empty();
        }
        int commitments = choices > 0 ? CommitmentLeaders.count(sets, choices) : -1;
        boolean drawn = leader.plays(EconomySpec.RANDOM);
        if (commitments > 0 && (drawn || fixed.contains(leader.policy().name()))) {
            double[] value = values(commitments); // [commitments]
            double best = Arrays.stream(value).max().orElseThrow();
            return Optional.of(
                    ReplyValue.exact(drawn ? Arrays.stream(value).average().orElseThrow() : value(leader), best));
        }
        if (choices == 0 && repliesBest() && fixed.contains(leader.policy().name())) {
            return Optional.of(ReplyValue.exact(value(leader), economy.equilibriumValue()));
        }
        return Optional.empty();
    }

    /** Whether an episode's expected return follows from the commitment alone. */
    private boolean foreseeable() {
        EpisodeRules rules = economy.rules();
        boolean drawsNothing = mind instanceof FollowerMind.Sweeping sweeping
                && (sweeping.sweep() == Sweep.EXACT || rules.updates() == 0);
        return drawsNothing && rules.hold() && !rules.phaseVisible() && !rules.responseRewards() && rules.cycles() == 1;
    }

    private boolean repliesBest() {
        return mind instanceof FollowerMind.Sweeping sweeping
                && sweeping.rule() instanceof BestResponse reply
                && reply.ties() == TieRule.FOR_LEADER
                && economy.game().shape().followers() == 1
                && economy.rules().updates() > 0;
    }

    private double value(Profile.Player leader) {
        return play(1, leader, new int[0])[0];
    }

    /** What every commitment earns, set 0 the most significant digit. */
    private double[] values(int commitments) { // [commitments]
        int[] answers = new int[commitments * sets]; // [commitments, sets]
        for (int c = 0; c < commitments; c++) {
            int digits = c;
            for (int s = sets - 1; s >= 0; s--) {
                answers[c * sets + s] = digits % choices;
                digits /= choices;
            }
        }
        return play(commitments, null, answers);
    }

    /** Plays an episode in each row, by a policy or by answers {@code [B, sets]}. */
    private double[] play(int rows, Profile.@Nullable Player leader, int[] answers) { // [B]
        BatchBuilder builder = Batch.of(economy)
                .rows(rows)
                .autoreset(AutoresetMode.SAME_STEP)
                .minRowsPerThread(Integer.MAX_VALUE)
                .metrics(List.of(OuterEconomy.CERTIFICATES.get(0)));
        if (leader != null) {
            builder.seat(new Profile.Seat(leader.group(), 0, 1, leader.policy(), leader.options()));
        }
        Batch batch = builder.build();
        AnswerGrid grid = leader == null ? economy.grid(batch.tensors().group(OuterEconomy.LEADER)) : null;
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        double[] measured =
                batch.tensors().metric(OuterEconomy.CERTIFICATES.get(0)).f64(); // [B]
        double[] value = new double[rows];
        boolean[] ended = new boolean[rows];
        batch.reset(0);
        for (int left = rows; left > 0; ) {
            Interruption.check("best reply");
            for (int row = 0; row < rows && grid != null; row++) {
                grid.play(row, answers[row * sets + grid.set(row)]);
            }
            batch.step();
            for (int row = 0; row < rows; row++) {
                if (!ended[row] && terminated[row] != 0) {
                    value[row] = measured[row];
                    ended[row] = true;
                    left--;
                }
            }
        }
        return value;
    }
}
