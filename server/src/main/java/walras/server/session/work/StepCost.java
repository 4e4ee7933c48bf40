package walras.server.session.work;

/** What a step of one shard costs, measured: a moving average. Read and written by the shard's owner of the moment. */
public final class StepCost {
    /** A hop to another thread costs some ten microseconds; holding an event loop costs everybody else on it. */
    private static final long CHEAP_NANOS = 500_000;

    private static final int WEIGHT = 8;

    private volatile long nanos = Long.MAX_VALUE; // before anything was measured

    public void measured(long stepNanos) {
        long before = nanos;
        nanos = before == Long.MAX_VALUE ? stepNanos : before + (stepNanos - before) / WEIGHT;
    }

    /** True if such steps run where they are asked for. */
    public boolean cheap() {
        return nanos <= CHEAP_NANOS;
    }
}
