package walras.server.session.work;

import java.time.Duration;

/**
 * What one caller may ask of the server's time and memory beside steps.
 *
 * @param solveTime of an exact solution, or of the making of a session; waiting included
 * @param solves exact solutions that are worked on at once
 * @param queuedSolves exact solutions that wait
 * @param inboundBytes messages of all callers that are being received, or wait, together
 * @param optionBytes one message with options: what is built from it takes several times its bytes
 * @param tableBytes what options size: the tables of all open sessions, and of each exact solution
 */
public record WorkLimits(
        Duration solveTime, int solves, int queuedSolves, long inboundBytes, int optionBytes, long tableBytes) {
    private static final int MIB = 1 << 20;

    /** What a server allows when nobody says otherwise; memory in proportion to the heap. */
    public static WorkLimits defaults() {
        long heap = Runtime.getRuntime().maxMemory();
        int cores = Runtime.getRuntime().availableProcessors();
        return new WorkLimits(Duration.ofSeconds(60), Math.max(1, cores / 4), 64, heap / 8, 16 * MIB, heap / 4);
    }

    public WorkLimits withSolveTime(Duration time) {
        return new WorkLimits(time, solves, queuedSolves, inboundBytes, optionBytes, tableBytes);
    }

    public WorkLimits withInboundBytes(long bytes) {
        return new WorkLimits(solveTime, solves, queuedSolves, bytes, optionBytes, tableBytes);
    }

    public WorkLimits withTableBytes(long bytes) {
        return new WorkLimits(solveTime, solves, queuedSolves, inboundBytes, optionBytes, bytes);
    }
}
