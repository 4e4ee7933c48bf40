package walras.server.session;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;
import walras.env.Problem;
import walras.env.TableSize;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.StepProblems;
import walras.server.session.store.LeftSession;
import walras.server.session.store.SessionIdentity;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;
import walras.server.session.work.TableMemory;
import walras.server.session.work.Timer;
import walras.server.session.work.WorkTime;

/** Makes sessions, within the limits of how many there may be, of their frames, and of their tables. */
final class SessionMaker {
    private final SessionPlanner planner;
    private volatile Limits limits;
    private final TableMemory tables;
    private final StepExecutor executor;
    private final Timer timer;
    private final SessionObserver observer;
    private final @Nullable SessionStore store;
    private final AtomicReference<Reserved> reserved = new AtomicReference<>(new Reserved(0, 0));

    private volatile boolean draining;

    /** What sessions that are open, or are being made, take. */
    private record Reserved(long sessions, long frameBytes) {}

    SessionMaker(
            SessionPlanner planner,
            Limits limits,
            StepExecutor executor,
            Timer timer,
            SessionObserver observer,
            @Nullable SessionStore store) {
        this.planner = planner;
        this.limits = limits;
        this.executor = executor;
        this.timer = timer;
        this.observer = observer;
        this.store = store;
        tables = new TableMemory(limits.work().tableBytes());
    }

    /** From now on these limits hold; sessions that were made stay. */
    void replace(Limits other) {
        limits = other;
        planner.replace(other);
    }

    Limits limits() {
        return limits;
    }

    SessionPlanner planner() {
        return planner;
    }

    TableMemory tables() {
        return tables;
    }

    /**
     * A new session, with the beginnings of its logs where it has any.
     *
     * @throws Problem that names the first thing that is wrong with the configuration, or the limit it passes
     */
    Session make(SessionConfig config, SessionOwner owner) {
        return make(config, plan -> {
            SessionIdentity identity = SessionIdentity.random(plan, timer.epochMillis());
            Session session = make(identity, plan, owner);
            try {
                Interruption.check("session"); // the last chance: a log that is interrupted is a broken one
                if (store != null && plan.config().logMode() != SessionConfig.LogMode.OFF) {
                    session.writeTo(store.begin(identity, plan.config()));
                }
            } catch (RuntimeException failed) {
                free(plan.frameBytes());
                throw failed;
            }
            return session;
        });
    }

    /**
     * A session that was open when the server died, as it was at its last turn.
     *
     * @throws IOException if a log is damaged, or a turn comes out otherwise than it was
     */
    Session makeAgain(LeftSession left) throws IOException {
        Session session = make(left.config(), plan -> make(left.identity(), plan, SessionOwner.NOBODY));
        try {
            session.goOnFrom(left);
            return session;
        } catch (IOException | RuntimeException failed) {
            release(session);
            throw failed;
        }
    }

    /** Makes a session within the memory of tables. */
    private Session make(SessionConfig config, Function<SessionPlan, Session> maker) {
        TableSize size = planner.tables(config);
        long kept = SessionPlanner.tableBytes(config, size);
        Session session = tables.make(size, kept, () -> maker.apply(planner.plan(config)));
        session.plan()
                .partPlanner()
                .limitTo(tables, kept, new WorkTime(timer, limits.work().solveTime()));
        return session;
    }

    private Session make(SessionIdentity identity, SessionPlan plan, SessionOwner owner) {
        reserve(plan.frameBytes());
        try {
            return new Session(identity, plan, executor, timer, owner, observer);
        } catch (OutOfMemoryError full) {
            free(plan.frameBytes());
            throw Problem.limit(
                    "config.num_envs",
                    "a batch that fits the server's memory",
                    plan.config().rows());
        } catch (RuntimeException | Error failed) {
            free(plan.frameBytes());
            throw failed;
        }
    }

    /** Refuses new sessions from now on. */
    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
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

    private void free(long frameBytes) {
        reserved.updateAndGet(before -> new Reserved(before.sessions() - 1, before.frameBytes() - frameBytes));
    }

    /** A session that was made here has ended: others may have its place. */
    void release(Session session) {
        free(session.plan().frameBytes());
        tables.release(session.plan().partPlanner().chargedBytes());
    }
}
