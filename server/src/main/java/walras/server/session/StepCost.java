package walras.server.session;

/** What a step of one shard costs, measured: a moving average. Read and written by the shard's owner of the moment. */
final class StepCost {
    private static final int WEIGHT = 8;

    private volatile long nanos = Long.MAX_VALUE;

    void measured(long stepNanos) {
        long before = nanos;
        nanos = before == Long.MAX_VALUE ? stepNanos : before + (stepNanos - before) / WEIGHT;
    }

    /** Nanoseconds; the greatest number there is before anything was measured. */
    long nanos() {
        return nanos;
    }
}
