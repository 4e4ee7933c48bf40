package walras.server.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A seat of a running session: who holds it, and how often it was late. */
public final class Seat {
    private final SeatPlan plan;
    private final @Nullable Secret ticket;
    private volatile @Nullable Participant holder;
    private final AtomicInteger lapses = new AtomicInteger();
    private final AtomicBoolean forfeited = new AtomicBoolean();

    Seat(SeatPlan plan, @Nullable Secret ticket) {
        this.plan = plan;
        this.ticket = ticket;
    }

    public SeatPlan plan() {
        return plan;
    }

    /** The right to the seat; null where a policy sits. */
    public @Nullable Secret ticket() {
        return ticket;
    }

    /** The connection that holds it, if any. */
    public @Nullable Participant holder() {
        return holder;
    }

    /** Deadlines missed. */
    public int lapses() {
        return lapses.get();
    }

    /** True if it has lapsed too often and is not waited for any more. */
    public boolean forfeited() {
        return forfeited.get();
    }

    /** The caller holds the session's monitor. */
    void hold(@Nullable Participant participant) {
        holder = participant;
    }

    /** Counts a lapse, of whichever shard; returns true if the seat is forfeited by it. */
    boolean lapse(SessionConfig.Deadline deadline) {
        int count = lapses.incrementAndGet();
        boolean now = deadline.lateAction() == SessionConfig.LateAction.FORFEIT
                || (deadline.forfeitLapses() > 0 && count >= deadline.forfeitLapses());
        return now && forfeited.compareAndSet(false, true);
    }
}
