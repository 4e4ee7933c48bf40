package walras.server.session.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.server.log.LogRecord;

/**
 * What remote seats of a shard are charged with in the present step: time of their banks, a late move, a refused action. A
 * seat's clock runs from the turn on: through the time of a move first, then through its bank; when both are used up it is
 * late, and plays its late action while others may still think. Of the shard's owner.
 */
final class SeatClocks {
    private final int shard;
    private final ShardBatch batch;
    private final Audience audience;
    private final Deadline deadline;
    private final boolean[] late; // [seats] in the present step
    private final boolean[] charged; // [seats] for being late, for the turn after `step`
    private final boolean[] refused; // [seats] the same for an action that was refused
    private long step = Long.MIN_VALUE; // the turn after which seats are charged
    private boolean spent; // something of a bank, that is not written down yet

    SeatClocks(int shard, int seats, ShardBatch batch, Audience audience, Deadline deadline) {
        this.shard = shard;
        this.batch = batch;
        this.audience = audience;
        this.deadline = deadline;
        late = new boolean[seats];
        charged = new boolean[seats];
        refused = new boolean[seats];
    }

    /** Nobody has acted on turn {@code last}. A step that the log did not take comes again, and nobody is charged twice. */
    void begin(long last) {
        Arrays.fill(late, false);
        if (step != last) {
            step = last;
            Arrays.fill(charged, false);
            Arrays.fill(refused, false);
        }
    }

    /** True if the seat's time for the step is up. */
    boolean late(int seat) {
        return late[seat];
    }

    /** The seat's move is there: it has taken what it has taken. */
    void acted(int seat) {
        spend(seat, deadline.overtime());
    }

    private void spend(int seat, long nanos) {
        if (nanos > 0 && audience.bankNanos(seat) > 0) {
            audience.spend(seat, nanos);
            spent = true;
        }
    }

    /** An action of the seat's was refused; where there is no deadline, nobody counts it. */
    void refused(int seat) {
        if (deadline.isSet() && !refused[seat]) {
            refused[seat] = true;
            batch.note(new LogRecord.Refusal(List.of(seat)));
            audience.refused(shard, step + 1, seat);
        }
    }

    /**
     * The time of a move is up, or of somebody's bank.
     *
     * @param missing seats that have not acted
     * @return those that are late now; the deadline rings again for the others
     */
    List<Integer> lapse(List<Integer> missing) {
        long over = deadline.overtime();
        long next = Long.MAX_VALUE;
        List<Integer> now = new ArrayList<>();
        List<Integer> first = new ArrayList<>(); // who is charged
        for (int seat : missing) {
            long left = audience.bankNanos(seat) - over;
            if (left > 0) {
                next = Math.min(next, left);
                continue;
            }
            spend(seat, Long.MAX_VALUE);
            late[seat] = true;
            now.add(seat);
            if (!charged[seat]) {
                charged[seat] = true;
                first.add(seat);
            }
        }
        if (next < Long.MAX_VALUE) {
            deadline.ringAgain(step, next);
        }
        if (!first.isEmpty()) {
            batch.note(new LogRecord.Lapse(first));
            audience.lapsed(shard, step + 1, first);
        }
        return now;
    }

    /** A step is due: what banks have left is written down with it. */
    void end(int[] seats) { // [remote seats]
        if (spent) {
            spent = false;
            batch.note(new LogRecord.Bank(
                    Arrays.stream(seats).boxed().toList(),
                    Arrays.stream(seats).mapToObj(audience::bankNanos).toList()));
        }
    }
}
