package walras.server.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Words;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.Answer;
import walras.server.session.shard.StepProblems;
import walras.server.session.store.Replays;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;
import walras.server.session.work.TableMemory;
import walras.server.session.work.Timer;

/** All sessions of the server: makes them within the limits, finds them, checks tokens, and drops abandoned ones. */
public final class Sessions {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    /** Who makes a session has so long to come to it, and a short time to be kept does not keep a core busy. */
    private static final Duration LEAST_WATCH = Duration.ofMillis(500);

    private static final int LONGEST_SHOWN = 40;

    private static final System.Logger LOG = System.getLogger("walras.server");

    private final SessionMaker maker;
    private final Timer timer;
    private final SessionObserver observer;
    private final @Nullable SessionStore store;
    private final SnapshotSeal seal = SnapshotSeal.random();
    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private volatile boolean over;
    private final Set<String> suspended = ConcurrentHashMap.newKeySet();

    /** @param store where logged sessions are kept; null where none can be */
    public Sessions(
            SessionPlanner planner,
            Limits limits,
            StepExecutor executor,
            Timer timer,
            SessionObserver observer,
            @Nullable SessionStore store) {
        maker = new SessionMaker(planner, limits, executor, timer, observer, store);
        this.store = store;
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
            session = maker.make(config, owner);
        } catch (RuntimeException | Error failed) {
            owner.closed(config.rows());
            throw failed;
        }
        owner.made(session.id(), session.plan().config());
        admit(session);
        return session;
    }
    /** From now on these limits hold; sessions that are open stay. */
    public void replace(Limits other) {
        maker.replace(other);
    }

    /** The limits that hold now. */
    public Limits limits() {
        return maker.limits();
    }

    /** Whether sessions are logged that do not say: where there is a directory for it. */
    public SessionConfig.LogMode usualLogMode() {
        return store == null ? SessionConfig.LogMode.OFF : SessionConfig.LogMode.WRITTEN;
    }

    /** What logs have of sessions, open ones and ended ones. */
    public Replays replays() {
        return store == null
                ? new Replays(null, maker.planner(), maker.tables())
                : store.replays(maker.planner(), maker.tables());
    }

    /** The data directory; empty where there is none. */
    public Optional<Path> data() {
        return Optional.ofNullable(store).map(SessionStore::root);
    }

    /** The memory of what options size. */
    public TableMemory tables() {
        return maker.tables();
    }

    private void requireStore(SessionConfig config) {
        if (store == null && config.logMode() != SessionConfig.LogMode.OFF) {
            throw Problem.request("config.log_mode", "OFF, for this server has no data directory", config.logMode());
        }
    }

    private void admit(Session session) {
        open.put(session.id(), session);
        observer.sessionOpened();
        if (over) { // it was being made when all were ended, and nobody has its tokens
            close(session, "the server stops");
            throw StepProblems.draining();
        }
        watch(session);
    }

    /**
     * Brings back the sessions that were open when the server died. One that cannot be is left alone, and the log says why.
     *
     * @throws IOException if the data directory cannot be read
     */
    public void recover() throws IOException {
        if (store == null) {
            return;
        }
        for (Map.Entry<String, List<Path>> left :
                store.left(timer.epochMillis()).entrySet()) {
            String id = left.getKey();
            try {
                admit(maker.makeAgain(store.open(left.getValue())));
                LOG.log(System.Logger.Level.INFO, "session {0} is back", id);
            } catch (IOException | Problem failed) {
                LOG.log(System.Logger.Level.ERROR, cannot(id) + ": " + failed.getMessage());
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.ERROR, cannot(id), failed);
            }
        }
    }

    private static String cannot(String id) {
        return "session " + id + " cannot be brought back";
    }

    /** True when the server is stopping and no more sessions are made. */
    public boolean draining() {
        return maker.draining();
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
        Claim claim = Claim.of(session, hostToken, tickets, limits());
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
        // One that is suspended already has been made for nobody, and shall not come back.
        boolean last = ended(session, StepProblems.closed(), why) || suspended.remove(session.id());
        if (last && store != null) {
            store.retire(session.id(), session.journals(), timer.epochMillis());
        }
    }

    /** The frames of all open sessions together, bytes. */
    public long frameBytes() {
        return open.values().stream()
                .mapToLong(session -> session.plan().frameBytes())
                .sum();
    }

    /** Ends a session that is open; false if it was not. */
    private boolean ended(Session session, Problem told, String why) {
        if (!open.remove(session.id(), session)) {
            return false;
        }
        session.end(told);
        observer.sessionClosed();
        session.owner().closed(session.plan().config().rows());
        session.owner().ended(session.id(), why);
        maker.release(session);
        return true;
    }

    /** Refuses new sessions from now on, and tells those that are open. */
    public void drain() {
        maker.drain();
        open.values().forEach(session -> session.announce(SessionEvent.Kind.SERVER_DRAINING, "the server is stopping"));
    }

    /** Sessions that are being played: somebody is attached, or has called a moment ago. */
    public List<Session> played() {
        return open.values().stream().filter(session -> session.played(MOMENT)).toList();
    }

    /** Ends all sessions; those that are logged are suspended, and go on when the server is started again. */
    public void closeAll() {
        over = true;
        for (Session session : List.copyOf(open.values())) {
            boolean kept = !session.journals().isEmpty();
            if (kept) {
                suspended.add(session.id());
            }
            Problem told = kept ? StepProblems.suspended() : StepProblems.closed();
            if (ended(session, told, "the server stops") && store != null) {
                store.release(session.journals());
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
        Limits.require("snapshot: bytes", "message_bytes", sealed.length, limits().messageBytes());
        return sealed;
    }

    /**
     * Puts the state of a session of the same kind back.
     *
     * @param answers by shard, each of which is told a turn
     * @throws Problem BAD_SNAPSHOT if the bytes are not a snapshot of this server's
     */
    public void restore(Session session, byte[] snapshot, IntFunction<? extends Answer> answers) { // [bytes]
        session.restore(seal.open(session.plan(), snapshot), answers);
    }
}
