package walras.server.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.Secret;
import walras.server.session.plan.SessionConfig;

/** A seat of a running session: who holds it, how often it was late or refused, and what time it has left. */
public final class Seat {
    private final SeatPlan plan;
    private final @Nullable Secret ticket;
    private volatile @Nullable Participant holder;
    private final AtomicInteger lapses = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicLong bankNanos; // what is left
    private final AtomicBoolean forfeited = new AtomicBoolean();

    /** @param bank that it begins with */
    Seat(SeatPlan plan, @Nullable Secret ticket, Duration bank) {
        this.plan = plan;
        this.ticket = ticket;
        bankNanos = new AtomicLong(bank.toNanos());
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

    /** Steps for which it has sent an action that was refused. */
    public int refusals() {
        return refusals.get();
    }

    /** Time that it may still take beyond that of its moves. */
    public Duration bank() {
        return Duration.ofNanos(bankNanos.get());
    }

    /** Takes from the bank, of whichever shard, never more than there is. */
    void spend(long nanos) {
        bankNanos.updateAndGet(left -> Math.max(0, left - nanos));
    }

    /** The bank has no more than this. */
    void bankAtMost(long nanos) {
        bankNanos.updateAndGet(left -> Math.min(left, nanos));
    }

    /** True if it has been forfeited, and is not waited for any more. */
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
        return now && forfeit();
    }

    /** Counts a step with a refused action, of whichever shard; returns true if the seat is forfeited by it. */
    boolean refuse(SessionConfig.Deadline deadline) {
        int count = refusals.incrementAndGet();
        return deadline.forfeitRefusals() > 0 && count >= deadline.forfeitRefusals() && forfeit();
    }

    /** Returns false if it was forfeited before. */
    boolean forfeit() {
        return forfeited.compareAndSet(false, true);
    }
}
