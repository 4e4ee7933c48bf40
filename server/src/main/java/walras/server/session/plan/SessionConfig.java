package walras.server.session.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import walras.env.Backend;
import walras.env.Problem;
import walras.env.batch.AutoresetMode;

/**
 * What a session is made of.
 *
 * @param options of the environment, as Java forms of JSON values
 * @param rows B
 * @param seed of the batch; empty where row seeds are given, or where the server shall draw one
 * @param rowSeeds one per row, or none
 * @param seats who fills the seats; empty for one remote seat per group
 * @param metrics names, or {@code *} for all
 * @param keep how long the session is kept when nobody calls
 * @param parts runs of rows, one after the other, with options and a seed of their own; empty for one of all rows
 */
public record SessionConfig(
        String environment,
        Map<String, Object> options,
        int rows,
        OptionalLong seed,
        List<Long> rowSeeds,
        AutoresetMode autoreset,
        List<SeatConfig> seats,
        Optional<Deadline> deadline,
        List<String> metrics,
        int shards,
        LogMode logMode,
        Optional<Duration> keep,
        Backend backend,
        List<PartConfig> parts) {
    public SessionConfig {
        rowSeeds = List.copyOf(rowSeeds);
        seats = List.copyOf(seats);
        metrics = List.copyOf(metrics);
        parts = List.copyOf(parts);
    }

    /** One row, every group one remote seat, and defaults for all the rest. */
    public static SessionConfig of(String environment) {
        return new SessionConfig(
                environment,
                Map.of(),
                1,
                OptionalLong.empty(),
                List.of(),
                AutoresetMode.NEXT_STEP,
                List.of(),
                Optional.empty(),
                List.of(),
                1,
                LogMode.OFF,
                Optional.empty(),
                Backend.AUTO,
                List.of());
    }

    /** This session, kept for a time without participants. */
    public SessionConfig withKeep(Duration time) {
        return with(logMode, Optional.of(time));
    }

    /** This session with another mode of its log. */
    public SessionConfig withLogMode(LogMode mode) {
        return with(mode, keep);
    }

    private SessionConfig with(LogMode mode, Optional<Duration> time) {
        return new SessionConfig(
                environment,
                options,
                rows,
                seed,
                rowSeeds,
                autoreset,
                seats,
                deadline,
                metrics,
                shards,
                mode,
                time,
                backend,
                parts);
    }

    /** Whether and how the session's log is written. */
    public enum LogMode {
        /** As the server does it: WRITTEN where it has a data directory, else OFF. A session that is made has another. */
        USUAL,
        OFF,
        WRITTEN,
        SYNCED
    }

    /**
     * Who fills a seat.
     *
     * @param agent index in the group, or empty for the whole group
     * @param policy the built-in policy that plays, or empty for a remote participant
     * @param privileged true if a remote participant sees the privileged tensors
     * @param text true if a remote participant is told rules and turns in words too
     */
    public record SeatConfig(
            String group, OptionalInt agent, Optional<NamedPolicy> policy, boolean privileged, boolean text) {
        /** Without words. */
        public SeatConfig(String group, OptionalInt agent, Optional<NamedPolicy> policy, boolean privileged) {
            this(group, agent, policy, privileged, false);
        }

        public static SeatConfig remote(String group) {
            return new SeatConfig(group, OptionalInt.empty(), Optional.empty(), false);
        }

        public static SeatConfig remote(String group, int agent) {
            return new SeatConfig(group, OptionalInt.of(agent), Optional.empty(), false);
        }

        public static SeatConfig policy(String group, String name) {
            return new SeatConfig(group, OptionalInt.empty(), Optional.of(new NamedPolicy(name, Map.of())), false);
        }

        public boolean remote() {
            return policy.isEmpty();
        }
    }

    /**
     * Rows that have options and a seed of their own.
     *
     * @param options that take the place of the session's, as Java forms of JSON values
     * @param seed of the part; empty where it is drawn from the session's and the part's index, or where it is the session's
     * @param sameSeed true for the session's seed
     */
    public record PartConfig(int rows, Map<String, Object> options, OptionalLong seed, boolean sameSeed) {}

    /** A built-in policy and its options, as Java forms of JSON values. */
    public record NamedPolicy(String name, Map<String, Object> options) {}

    /**
     * When a seat is late, and what then.
     *
     * @param stepTime from the turn on
     * @param latePolicy only with POLICY
     * @param forfeitLapses after so many lapses the seat is not waited for any more; 0 for never
     * @param forfeitRefusals after so many steps with a refused action the same; 0 for never
     * @param bank what a seat may take beyond, over the whole session
     */
    public record Deadline(
            Duration stepTime,
            LateAction lateAction,
            Optional<NamedPolicy> latePolicy,
            int forfeitLapses,
            int forfeitRefusals,
            Duration bank) {
        private static final Duration LEAST_STEP_TIME = Duration.ofMillis(1);

        /** @throws Problem if a number is out of its bounds, or there is a policy that nobody plays, or none */
        void require() {
            if (stepTime.compareTo(LEAST_STEP_TIME) < 0) {
                throw Problem.request("config.deadline.step_time", "at least 1 ms", stepTime);
            }
            requireCount("forfeit_lapses", forfeitLapses);
            requireCount("forfeit_refusals", forfeitRefusals);
            if (bank.isNegative()) {
                throw Problem.request("config.deadline.bank", "0 or more", bank);
            }
            if ((lateAction == LateAction.POLICY) != latePolicy.isPresent()) {
                throw Problem.request("config.deadline.late_policy", "a policy with POLICY and only then", lateAction);
            }
        }

        private static void requireCount(String name, int count) {
            if (count < 0) {
                throw Problem.request("config.deadline." + name, "0 or more", count);
            }
        }
    }

    /** What a late seat plays. */
    public enum LateAction {
        DEFAULT_ACTION,
        REPEAT_LAST,
        POLICY,
        FORFEIT
    }
}
