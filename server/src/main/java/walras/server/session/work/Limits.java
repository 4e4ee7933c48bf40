package walras.server.session.work;

import java.time.Duration;
import walras.env.Problem;

/**
 * Every limit of the server, in one place. Passing one is answered with the reason LIMIT and the limit's name.
 *
 * @param sessions open sessions
 * @param rows rows of one session
 * @param shards shards of one session
 * @param seats seats of one session
 * @param parts parts of one session
 * @param messageBytes one message to the server
 * @param frameBytes one turn's frames together
 * @param totalFrameBytes the frames of all open sessions together, as a measure of the memory they take
 * @param rolloutSteps steps of one rollout
 * @param networkParameters numbers in a policy that is sent as data
 * @param queuedSteps steps that wait for a worker
 * @param keep the longest that an abandoned session is kept
 * @param work what else takes time and memory
 */
public record Limits(
        int sessions,
        int rows,
        int shards,
        int seats,
        int parts,
        int messageBytes,
        long frameBytes,
        long totalFrameBytes,
        int rolloutSteps,
        int networkParameters,
        int queuedSteps,
        Duration keep,
        WorkLimits work) {
    private static final int MIB = 1 << 20;

    /** What a server allows when nobody says otherwise; memory in proportion to the heap. */
    public static Limits defaults() {
        return new Limits(
                4096,
                1 << 20,
                64,
                1024,
                4096,
                64 * MIB,
                256L * MIB,
                Runtime.getRuntime().maxMemory() / 8,
                1 << 20,
                1 << 22,
                4096,
                Duration.ofHours(24),
                WorkLimits.defaults());
    }

    /**
     * Refuses an amount above a limit.
     *
     * @param where the place in the request
     * @param name the limit's name
     */
    public static void require(String where, String name, long amount, long limit) {
        if (amount > limit) {
            throw Problem.limit(where, "at most " + limit + " (limit " + name + ")", amount);
        }
    }

    public Limits withSessions(int count) {
        return with(count, messageBytes, work);
    }

    public Limits withMessageBytes(int bytes) {
        return with(sessions, bytes, work);
    }

    public Limits withWork(WorkLimits other) {
        return with(sessions, messageBytes, other);
    }

    private Limits with(int newSessions, int newMessageBytes, WorkLimits newWork) {
        return new Limits(
                newSessions,
                rows,
                shards,
                seats,
                parts,
                newMessageBytes,
                frameBytes,
                totalFrameBytes,
                rolloutSteps,
                networkParameters,
                queuedSteps,
                keep,
                newWork);
    }
}
