package walras.server.session.shard;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import walras.env.Problem;

/** Bounds what may wait for a shard that is busy: one act of each seat, one request of the host, some rollouts. */
final class Admission {
    private static final int HOST = 1;
    private static final int ROLLOUTS = 8;

    private final int shard;
    private final AtomicIntegerArray acts; // [seats] 1 where an act waits
    private final AtomicInteger host = new AtomicInteger();
    private final AtomicInteger rollouts = new AtomicInteger();

    Admission(int shard, int seats) {
        this.shard = shard;
        acts = new AtomicIntegerArray(seats);
    }

    /** @throws Problem LIMIT if too many events of its kind wait; it must not be added then */
    void enter(ShardEvent event) {
        if (event instanceof ShardEvent.Act act) {
            enter(act.acts().seats());
        } else if (event.ofHost() && host.incrementAndGet() > HOST) {
            host.decrementAndGet();
            throw Problem.limit("shard " + shard, HOST + " reset, restore or snapshot that waits", "another one");
        } else if (event instanceof ShardEvent.Play && rollouts.incrementAndGet() > ROLLOUTS) {
            rollouts.decrementAndGet();
            throw Problem.limit("shard " + shard, "at most " + ROLLOUTS + " rollouts that wait", "one more");
        }
    }

    private void enter(int[] seats) { // [k]
        for (int k = 0; k < seats.length; k++) {
            if (!acts.compareAndSet(seats[k], 0, 1)) {
                for (int entered = 0; entered < k; entered++) {
                    acts.set(seats[entered], 0);
                }
                throw Problem.limit("act: seat " + seats[k], "one act that waits for the shard", "another one");
            }
        }
    }

    /** The event does not wait any more. */
    void leave(ShardEvent event) {
        if (event instanceof ShardEvent.Act act) {
            for (int seat : act.acts().seats()) {
                acts.set(seat, 0);
            }
        } else if (event.ofHost()) {
            host.decrementAndGet();
        } else if (event instanceof ShardEvent.Play) {
            rollouts.decrementAndGet();
        }
    }
}
