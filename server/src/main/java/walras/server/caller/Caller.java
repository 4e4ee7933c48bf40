package walras.server.caller;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import walras.env.Problem;
import walras.server.session.SessionOwner;
import walras.server.session.plan.SessionConfig;

/** Somebody who calls: a name, what it may do, and what it takes of the server at present. */
public final class Caller implements SessionOwner {
    /** Everybody, where nobody is asked who they are. */
    public static final Caller ANYBODY = new Caller("anybody", Role.OPERATOR, Quota.NONE, System::nanoTime);

    /** What a call or message costs at least, whatever becomes of it: reading, refusing, answering. */
    private static final long LEAST_NANOS = 20_000;

    private final String name;
    private volatile Role role;
    private volatile Quota quota;
    private final CpuBudget cpu;
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong inbound = new AtomicLong();
    private final AtomicLong tournaments = new AtomicLong();

    Caller(String name, Role role, Quota quota, LongSupplier clock) {
        this.name = name;
        this.role = role;
        this.quota = quota;
        cpu = new CpuBudget(clock);
    }

    /** Gives it what the list now says, and leaves what it has taken. */
    void replace(Role newRole, Quota newQuota) {
        role = newRole;
        quota = newQuota;
    }

    @Override
    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    /**
     * Refuses who may not, which is written down.
     *
     * @param what it asked for
     * @throws Problem TOKEN_WRONG
     */
    public void require(Role least, String what) {
        if (role.compareTo(least) < 0) {
            String expected = "a caller of the role " + least.word() + " or above";
            throw refused(
                    what,
                    Problem.of(Problem.Kind.DENIED, "TOKEN_WRONG", what, expected, name + ", " + role.word(), ""));
        }
    }

    private Problem refused(String what, Problem why) {
        Audit.refused(name, what, why.reason() + ", " + why.getMessage());
        return why;
    }

    /**
     * Refuses who has worked more than its quota, which is written down.
     *
     * @throws Problem LIMIT
     */
    public void requireTime() {
        long wait = waitNanos();
        if (wait > 0) {
            String expected = "at most " + quota.cpuSeconds() + " seconds of work in a minute (limit cpu_seconds of "
                    + name + "); try again in " + (TimeUnit.NANOSECONDS.toMillis(wait) + 1) + " ms";
            throw refused("work", Problem.limit("work", expected, "more"));
        }
    }

    /** How long it should wait before it is heard again; 0 for not at all. */
    public long waitNanos() {
        return quota.cpuSeconds() == Long.MAX_VALUE ? 0 : cpu.waitNanos();
    }

    /** A call or message of it has come. */
    public void heard() {
        cpu.charge(LEAST_NANOS, quota.cpuSeconds());
    }

    /** Does work for it, at its cost. */
    public <T> Supplier<T> timed(Supplier<T> work) {
        return () -> {
            long start = System.nanoTime();
            try {
                return work.get();
            } finally {
                stepped(System.nanoTime() - start);
            }
        };
    }

    /** Takes room for messages; false where its quota has none. */
    public boolean takeInbound(long bytes) {
        if (inbound.addAndGet(bytes) > quota.inboundBytes()) {
            inbound.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    public void giveInbound(long bytes) {
        inbound.addAndGet(-bytes);
    }

    @Override
    public void opening(int sessionRows) {
        take("sessions", sessions, 1, quota.sessions());
        try {
            take("rows", rows, sessionRows, quota.rows());
        } catch (Problem full) {
            sessions.decrementAndGet();
            throw full;
        }
    }

    /**
     * How many sessions of so many rows its quota has room for, while it has no others.
     *
     * @throws Problem LIMIT for none
     */
    public long sessionsOf(int sessionRows) {
        if (sessionRows > quota.rows()) {
            throw Problem.limit("rows", "at most " + quota.rows() + " (limit rows of " + name + ")", sessionRows);
        }
        return Math.min(quota.sessions(), quota.rows() / sessionRows);
    }

    /**
     * One more tournament of it is played.
     *
     * @throws Problem LIMIT where its quota has no room
     */
    public void tournamentBegins() {
        take("tournaments", tournaments, 1, quota.tournaments());
    }

    public void tournamentEnds() {
        tournaments.decrementAndGet();
    }

    private void take(String what, AtomicLong taken, long more, long most) {
        long now = taken.addAndGet(more);
        if (now > most) {
            taken.addAndGet(-more);
            Problem full = Problem.limit(what, "at most " + most + " (limit " + what + " of " + name + ")", now);
            Audit.refused(name, "more " + what, full.reason() + ", " + full.getMessage());
            throw full;
        }
    }

    @Override
    public void closed(int sessionRows) {
        sessions.decrementAndGet();
        rows.addAndGet(-sessionRows);
    }

    @Override
    public void made(String session, SessionConfig config) {
        Audit.did(this, "made", session, config.environment() + ", " + config.rows() + " rows");
    }

    @Override
    public void ended(String session, String why) {
        Audit.did(this, "has no more the", session, why);
    }

    @Override
    public void stepped(long nanos) {
        cpu.charge(nanos, quota.cpuSeconds());
    }

    /** Whether sessions are open, or tournaments played, that are its own. */
    boolean holds() {
        return sessions.get() + tournaments.get() > 0;
    }
}
