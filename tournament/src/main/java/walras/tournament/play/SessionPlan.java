package walras.tournament.play;

import com.google.protobuf.Duration;
import walras.tournament.file.Entrant;
import walras.tournament.file.PlayLimits;
import walras.tournament.file.PolicyChoice;
import walras.tournament.file.SeatName;
import walras.tournament.file.Setting;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.v1.AutoresetMode;
import walras.v1.Deadline;
import walras.v1.LateAction;
import walras.v1.LogMode;
import walras.v1.NamedPolicy;
import walras.v1.RemoteFiller;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;

/** The session of a match: entrants' seats first, in the order of the file, then those that are filled. */
final class SessionPlan {
    /** As long as a server keeps one: a match waits for whoever takes it up again. */
    private static final int KEEP_SECONDS = 86_400;

    private SessionPlan() {}

    static SessionConfig of(Tournament tournament, Match match, boolean byItself) {
        Setting setting = match.setting();
        SessionConfig.Builder config = SessionConfig.newBuilder()
                .setEnvironment(setting.environment())
                .setOptions(Structs.of(setting.options()))
                .setNumEnvs(setting.rows())
                .setSeed(match.seed())
                .setAutoresetMode(AutoresetMode.AUTORESET_MODE_SAME_STEP)
                .setLogMode(LogMode.LOG_MODE_WRITTEN)
                .setKeep(Duration.newBuilder().setSeconds(KEEP_SECONDS));
        for (int k = 0; k < setting.seats().size(); k++) {
            Entrant entrant =
                    tournament.entrants().get(match.pairing().seating().get(k));
            // Whoever rolls a session out must hold a seat of it: the first is played by the rollout's policy.
            boolean remote = entrant.policy().isEmpty() || (byItself && k == 0);
            SeatConfig.Builder seat = seat(setting.seats().get(k));
            if (remote) {
                seat.setRemote(RemoteFiller.newBuilder().setText(entrant.text()));
            } else {
                seat.setPolicy(policy(entrant.policy().orElseThrow()));
            }
            config.addSeats(seat);
        }
        setting.fill().forEach((name, policy) -> config.addSeats(seat(name).setPolicy(policy(policy))));
        if (byItself) {
            config.addMetrics("*"); // there is no program that they could tell anything
        } else {
            config.setDeadline(deadline(tournament));
        }
        return config.build();
    }

    private static SeatConfig.Builder seat(SeatName name) {
        SeatConfig.Builder seat = SeatConfig.newBuilder().setGroup(name.group());
        return name.whole() ? seat : seat.setAgent(name.agent());
    }

    static NamedPolicy policy(PolicyChoice choice) {
        return NamedPolicy.newBuilder()
                .setName(choice.name())
                .setOptions(Structs.of(choice.options()))
                .build();
    }

    private static Duration duration(int millis) {
        return Duration.newBuilder()
                .setSeconds(millis / 1000)
                .setNanos(millis % 1000 * 1_000_000)
                .build();
    }

    private static Deadline deadline(Tournament tournament) {
        PlayLimits limits = tournament.limits();
        Deadline.Builder deadline = Deadline.newBuilder()
                .setStepTime(duration(limits.moveMillis()))
                .setBank(duration(limits.bankMillis()))
                .setForfeitLapses(limits.lapses())
                .setForfeitRefusals(limits.illegal());
        return switch (tournament.late().late()) {
            case DEFAULT ->
                deadline.setLateAction(LateAction.LATE_ACTION_DEFAULT_ACTION).build();
            case REPEAT ->
                deadline.setLateAction(LateAction.LATE_ACTION_REPEAT_LAST).build();
            case POLICY ->
                deadline.setLateAction(LateAction.LATE_ACTION_POLICY)
                        .setLatePolicy(policy(tournament.late().policy().orElseThrow()))
                        .build();
        };
    }
}
