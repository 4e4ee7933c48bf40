package walras.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import walras.env.Problem;

/** All sessions of the server: makes them within the limits, finds them, checks tokens, and drops abandoned ones. */
public final class Sessions {
    private final SessionPlanner planner;
    private final Limits limits;
    private final StepExecutor executor;
    private final Timer timer;
    private final SessionObserver observer;
    private final Map<String, Session> open = new ConcurrentHashMap<>();

    // Guarded by this.
    private int reservedSessions;
    private long reservedBytes;
    private boolean draining;

    public Sessions(
            SessionPlanner planner, Limits limits, StepExecutor executor, Timer timer, SessionObserver observer) {
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
    public Session create(SessionConfig config) {
        SessionPlan plan = planner.plan(config);
        reserve(plan.frameBytes());
        try {
            Session session = new Session(Secret.randomText(), plan, executor, timer, observer);
            open.put(session.id(), session);
            observer.sessionOpened();
            watch(session);
            return session;
        } catch (OutOfMemoryError full) {
            release(plan.frameBytes());
            throw Problem.limit("config.num_envs", "a batch that fits the server's memory", config.rows());
        } catch (RuntimeException | Error failed) {
            release(plan.frameBytes());
            throw failed;
        }
    }

    private synchronized void reserve(long frameBytes) {
        if (draining) {
            throw Problem.of(
                    Problem.Kind.UNAVAILABLE, "DRAINING", "server", "a server that stays", "one that is stopping", "");
        }
        Limits.require("sessions", "sessions", reservedSessions + 1L, limits.sessions());
        Limits.require(
                "config.num_envs: bytes of all sessions' frames",
                "total_frame_bytes",
                reservedBytes + frameBytes,
                limits.totalFrameBytes());
        reservedSessions++;
        reservedBytes += frameBytes;
    }

    private synchronized void release(long frameBytes) {
        reservedSessions--;
        reservedBytes -= frameBytes;
    }

    /** Closes the session when nobody has cared for as long as it is kept. */
    private void watch(Session session) {
        long nanos = session.nanosToAbandoned();
        if (session.closed()) {
            return;
        } else if (nanos <= 0) {
            close(session);
        } else {
            session.watchedBy(timer.after(Duration.ofNanos(nanos), () -> watch(session)));
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
        if (session == null) {
            throw Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "UNKNOWN_SESSION",
                    "access.session_id",
                    "an open session",
                    shortened(sessionId),
                    "");
        }
        if (!hostToken.isEmpty() && !session.hostToken().matches(hostToken)) {
            throw wrong("access.host_token", "the host's token");
        }
        List<Integer> seats = new ArrayList<>();
        for (int k = 0; k < tickets.size(); k++) {
            seats.add(seatOf(session, tickets.get(k), k));
        }
        session.touch();
        return new Claim(session, !hostToken.isEmpty(), seats);
    }

    private static int seatOf(Session session, String ticket, int position) {
        for (Seat seat : session.seats()) {
            Secret secret = seat.ticket();
            if (secret != null && secret.matches(ticket)) {
                return seat.plan().index();
            }
        }
        throw wrong("access.tickets[" + position + "]", "a ticket of this session");
    }

    private static Problem wrong(String where, String expected) {
        return Problem.of(Problem.Kind.DENIED, "TOKEN_WRONG", where, expected, "another", "");
    }

    private static String shortened(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + '"';
    }

    /** Everything that is open, in order of creation. */
    public List<Session> all() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(Session::createdEpochMillis).thenComparing(Session::id))
                .toList();
    }

    /** Ends a session; does nothing if it has ended. */
    public void close(Session session) {
        if (open.remove(session.id(), session)) {
            session.close();
            release(session.plan().frameBytes());
        }
    }

    /** Refuses new sessions from now on, and tells those that are open. */
    public void drain() {
        synchronized (this) {
            draining = true;
        }
        open.values().forEach(session -> session.announce(SessionEvent.Kind.SERVER_DRAINING, "the server is stopping"));
    }

    /** Ends all sessions. */
    public void closeAll() {
        List.copyOf(open.values()).forEach(this::close);
    }
}
