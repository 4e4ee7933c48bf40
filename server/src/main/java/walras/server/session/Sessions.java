package walras.server.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.Words;

/** All sessions of the server: makes them within the limits, finds them, checks tokens, and drops abandoned ones. */
public final class Sessions {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    /** Who makes a session has so long to come to it, and a short time to be kept does not keep a core busy. */
    private static final Duration LEAST_WATCH = Duration.ofMillis(500);

    private static final int LONGEST_SHOWN = 40;

    private final SessionPlanner planner;
    private volatile Limits limits;
    private final TableMemory tables;
    private final Map<String, Long> tableBytes = new ConcurrentHashMap<>(); // by session
    private final Map<String, SessionOwner> owners = new ConcurrentHashMap<>(); // by session
    private final StepExecutor executor;
    private final Timer timer;
    private final SessionObserver observer;
    private final @Nullable SessionStore store;
    private final SnapshotSeal seal = SnapshotSeal.random();
    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private volatile boolean over;
    private final Set<String> suspended = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Reserved> reserved = new AtomicReference<>(new Reserved(0, 0));
    private volatile boolean draining;

    /** What sessions that are open, or are being made, take. */
    private record Reserved(long sessions, long frameBytes) {}

    /** @param store where logged sessions are kept; null where none can be */
    public Sessions(
            SessionPlanner planner,
            Limits limits,
            StepExecutor executor,
            Timer timer,
            SessionObserver observer,
            @Nullable SessionStore store) {
        this.store = store;
        tables = new TableMemory(limits.work().tableBytes());
        this.planner = planner;
        this.limits = limits;
        this.executor = executor;
        this.timer = timer;
        this.observer = observer;
    }

    /**
     * Makes a session.
     *
     * @throws Problem that names the first thing that is wrong with the configuration, or the limit it passes
     */
    public Session create(SessionConfig asked) {
        return create(asked, SessionOwner.NOBODY);
    }

    /**
     * Makes a session that belongs to somebody.
     *
     * @throws Problem as {@link #create(SessionConfig)}, or LIMIT if its owner may have no such session
     */
    public Session create(SessionConfig asked, SessionOwner owner) {
        SessionConfig config =
                asked.logMode() == SessionConfig.LogMode.USUAL ? asked.withLogMode(usualLogMode()) : asked;
        requireStore(config);
        owner.opening(config.rows());
        Session session;
        try {
            session = made(config, plan -> begun(SessionIdentity.random(plan, timer.epochMillis()), plan, owner));
        } catch (RuntimeException | Error failed) {
            owner.closed(config.rows());
            throw failed;
        }
        owners.put(session.id(), owner);
        owner.made(session);
        admit(session);
        return session;
    }
    /** Makes a session within the memory of tables. */
    private Session made(SessionConfig config, Function<SessionPlan, Session> maker) {
        TableSize size = planner.tables(config);
        long kept = SessionPlanner.tableBytes(config, size);
        Session session = tables.make(size, kept, () -> maker.apply(planner.plan(config)));
        tableBytes.put(session.id(), kept);
        session.plan()
                .partPlanner()
                .limitTo(tables, new WorkTime(timer, limits.work().solveTime()));
        return session;
    }

    private Session begun(SessionIdentity identity, SessionPlan plan, SessionOwner owner) {
        Session session = make(identity, plan, owner);
        try {
            Interruption.check("session"); // the last chance: a log that is interrupted is a broken one
            if (store != null && plan.config().logMode() != SessionConfig.LogMode.OFF) {
                store.begin(session, identity);
            }
        } catch (RuntimeException failed) {
            release(plan.frameBytes());
            throw failed;
        }
        return session;
    }

    /** From now on these limits hold; sessions that are open stay. */
    public void replace(Limits other) {
        limits = other;
        planner.replace(other);
    }

    /** The limits that hold now. */
    public Limits limits() {
        return limits;
    }

    /** Whether sessions are logged that do not say: where there is a directory for it. */
    public SessionConfig.LogMode usualLogMode() {
        return store == null ? SessionConfig.LogMode.OFF : SessionConfig.LogMode.WRITTEN;
    }

    /** What logs have of sessions, open ones and ended ones. */
    public Replays replays() {
        return store == null ? new Replays(null, planner, tables) : store.replays(planner, tables);
    }

    /** The memory of what options size. */
    public TableMemory tables() {
        return tables;
    }

    private void requireStore(SessionConfig config) {
        if (store == null && config.logMode() != SessionConfig.LogMode.OFF) {
            throw Problem.request("config.log_mode", "OFF, for this server has no data directory", config.logMode());
        }
    }

    private void admit(Session session) {
        open.put(session.id(), session);
        observer.sessionOpened();
        if (over) { // it was being made when all were ended
            closeAll();
            throw StepProblems.draining();
        }
        watch(session);
    }

    private Session make(SessionIdentity identity, SessionPlan plan, SessionOwner owner) {
        reserve(plan.frameBytes());
        try {
            return new Session(identity, plan, executor, timer, observed(plan, owner));
        } catch (OutOfMemoryError full) {
            release(plan.frameBytes());
            throw Problem.limit(
                    "config.num_envs",
                    "a batch that fits the server's memory",
                    plan.config().rows());
        } catch (RuntimeException | Error failed) {
            release(plan.frameBytes());
            throw failed;
        }
    }

    /**
     * Brings back the sessions that were open when the server died.
     *
     * @throws IOException if the data directory cannot be read
     */
    public void recover() throws IOException {
        if (store != null) {
            SessionStore.Maker maker = new SessionStore.Maker() {
                @Override
                public Session make(SessionIdentity identity, SessionConfig config) {
                    return made(config, plan -> Sessions.this.make(identity, plan, SessionOwner.NOBODY));
                }

                @Override
                public void discard(Session session) {
                    release(session);
                }
            };
            store.recover(maker, timer.epochMillis()).forEach(this::admit);
        }
    }

    private void reserve(long frameBytes) {
        if (draining) {
            throw StepProblems.draining();
        }
        reserved.updateAndGet(before -> {
            Reserved after = new Reserved(before.sessions() + 1, before.frameBytes() + frameBytes);
            Limits.require("sessions", "sessions", after.sessions(), limits.sessions());
            Limits.require(
                    "config.num_envs: bytes of all sessions' frames",
                    "total_frame_bytes",
                    after.frameBytes(),
                    limits.totalFrameBytes());
            return after;
        });
    }

    /** True when the server is stopping and no more sessions are made. */
    public boolean draining() {
        return draining;
    }

    private void release(long frameBytes) {
        reserved.updateAndGet(before -> new Reserved(before.sessions() - 1, before.frameBytes() - frameBytes));
    }

    private void release(Session session) {
        release(session.plan().frameBytes());
        Long kept = tableBytes.remove(session.id());
        tables.release((kept == null ? 0 : kept) + session.plan().partPlanner().chargedBytes());
    }

    /** Closes the session when nobody has cared for as long as it is kept; looks first in a while. */
    private void watch(Session session) {
        Duration wait = Duration.ofNanos(Math.max(LEAST_WATCH.toNanos(), session.nanosToAbandoned()));
        session.watchedBy(timer.after(wait, () -> look(session)));
    }

    private void look(Session session) {
        if (session.closed()) {
            return;
        } else if (session.nanosToAbandoned() <= 0) {
            close(session, "nobody came back");
        } else {
            watch(session);
        }
    }

    /**
     * Checks who calls.
     *
     * @param hostToken empty where the caller does not claim to be the host
     * @throws Problem UNKNOWN_SESSION, or TOKEN_WRONG if anything that was shown does not fit
     */
    public Claim claim(String sessionId, String hostToken, List<String> tickets) {
        Session session = open.get(sessionId);
        if (session == null && suspended.contains(sessionId)) {
            throw StepProblems.suspended();
        } else if (session == null) {
            throw Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "UNKNOWN_SESSION",
                    "access.session_id",
                    "an open session",
                    '"' + Words.cut(sessionId, LONGEST_SHOWN) + '"',
                    "");
        }
        Claim claim = Claim.of(session, hostToken, tickets, limits);
        session.touch();
        return claim;
    }

    /** Everything that is open, in order of creation. */
    public List<Session> all() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(Session::createdEpochMillis).thenComparing(Session::id))
                .toList();
    }

    /** Ends a session; does nothing if it has ended. */
    public void close(Session session) {
        close(session, "asked for");
    }

    private void close(Session session, String why) {
        if (open.remove(session.id(), session)) {
            session.end(StepProblems.closed());
            ended(session, why);
            release(session);
            if (store != null) {
                store.retire(session, timer.epochMillis());
            }
        }
    }

    private SessionObserver observed(SessionPlan plan, SessionOwner owner) {
        String backend = plan.config().backend().name().toLowerCase(Locale.ROOT);
        return new OwnedObserver(observer.of(plan.config().environment(), backend), owner);
    }

    /** The frames of all open sessions together, bytes. */
    public long frameBytes() {
        return open.values().stream()
                .mapToLong(session -> session.plan().frameBytes())
                .sum();
    }

    private void ended(Session session, String why) {
        SessionOwner owner = owners.remove(session.id());
        if (owner != null) {
            owner.closed(session.plan().config().rows());
            owner.ended(session, why);
        }
    }

    /** Refuses new sessions from now on, and tells those that are open. */
    public void drain() {
        draining = true;
        open.values().forEach(session -> session.announce(SessionEvent.Kind.SERVER_DRAINING, "the server is stopping"));
    }

    /** Sessions that are being played: somebody is attached, or has called a moment ago. */
    public List<Session> played() {
        return open.values().stream()
                .filter(session -> session.attached() > 0 || session.touchedWithin(MOMENT))
                .toList();
    }

    /** Ends all sessions; those that are logged are suspended, and go on when the server is started again. */
    public void closeAll() {
        over = true;
        for (Session session : List.copyOf(open.values())) {
            boolean kept = !session.journals().isEmpty();
            if (kept) {
                suspended.add(session.id());
            }
            if (open.remove(session.id(), session)) {
                session.end(kept ? StepProblems.suspended() : StepProblems.closed());
                ended(session, "the server stops");
                release(session);
                if (store != null) {
                    store.release(session);
                }
            }
        }
    }

    /**
     * What {@link Session#snapshots} gives, as bytes that this server can put back.
     *
     * @throws Problem LIMIT if they are too many for a message
     */
    public byte[] seal(Session session, List<byte[]> states) { // [shards][bytes] -> [bytes]
        byte[] sealed = seal.seal(session.plan(), states);
        Limits.require("snapshot: bytes", "message_bytes", sealed.length, limits.messageBytes());
        return sealed;
    }

    /**
     * Puts the state of a session of the same kind back.
     *
     * @param answer is told a turn per shard
     * @throws Problem BAD_SNAPSHOT if the bytes are not a snapshot of this server's
     */
    public void restore(Session session, byte[] snapshot, Answer answer) { // [bytes]
        session.restore(seal.open(session.plan(), snapshot), answer);
    }
}
