package walras.server.session.work;

/** What a step of one shard costs, measured: a moving average. Read and written by the shard's owner of the moment. */
public final class StepCost {
    /** Of work that is always too dear for an event loop, whatever is measured. */
    public static final StepCost DEAR = new StepCost(true);

    private static final int WEIGHT = 8;

    private final boolean dear;
    private volatile long nanos = Long.MAX_VALUE;

    public StepCost() {
        this(false);
    }

    private StepCost(boolean dear) {
        this.dear = dear;
    }

    public void measured(long stepNanos) {
        if (dear) {
            return;
        }
        long before = nanos;
        nanos = before == Long.MAX_VALUE ? stepNanos : before + (stepNanos - before) / WEIGHT;
    }

    /** Nanoseconds; the greatest number there is before anything was measured. */
    long nanos() {
        return nanos;
    }
}
