package walras.server.session;

import org.jspecify.annotations.Nullable;

/** A seat of a running session: who holds it, and how often it was late. Guarded by its session's monitor where it says so. */
public final class Seat {
    private final SeatPlan plan;
    private final @Nullable Secret ticket;
    private volatile @Nullable Participant holder;
    private volatile int lapses;
    private volatile boolean forfeited;

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
        return lapses;
    }

    /** True if it has lapsed too often and is not waited for any more. */
    public boolean forfeited() {
        return forfeited;
    }

    // The callers hold the session's monitor, or are the only ones who know the session.

    void hold(@Nullable Participant participant) {
        holder = participant;
    }

    /** Counts a lapse; returns true if the seat is forfeited by it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the monitor orders the writers
    boolean lapse(SessionConfig.Deadline deadline) {
        lapses++;
        boolean now = deadline.lateAction() == SessionConfig.LateAction.FORFEIT
                || (deadline.forfeitLapses() > 0 && lapses >= deadline.forfeitLapses());
        boolean first = now && !forfeited;
        forfeited |= now;
        return first;
    }
}
