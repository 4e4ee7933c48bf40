package walras.server.rpc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Session;
import walras.server.session.SessionConfig;
import walras.server.session.SessionStack;
import walras.server.wire.LaneMessages;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayManyOut;
import walras.server.wire.PlayOut;
import walras.v1.ErrorDetail;

/**
 * One play among many in a call. To its writer the reader is always slow, except while a thread collects what the lane
 * has, as the one does that hands it a message: so turns of other moments wait in the writer, at most one per shard,
 * until they go out with those of other lanes.
 */
final class Lane implements PlayCall {
    private static final VarHandle DUE = due();

    private final int number;
    private final LaneOutbox outbox;
    private final Failures failures;
    private final PlayStream stream;
    private volatile boolean due; // the outbox knows that there is something to collect
    private volatile @Nullable Thread collector; // who is at this lane
    private @Nullable LaneShare into; // of the collector

    private int opening; // which message of the present ones opens the lane; -1 when it was taken
    private volatile boolean open = true;
    private volatile boolean busy; // a message was taken, and the next one has not been asked for
    private volatile boolean attaching = true; // no message was accepted yet

    private volatile boolean mailed; // there is mail, or an end to be told
    private final Queue<PlayOut> mail = new ArrayDeque<>(2); // guarded by itself: what was sent while nobody collected
    private boolean ending; // guarded by mail
    private @Nullable ErrorDetail why; // guarded by mail

    private static VarHandle due() {
        try {
            return MethodHandles.lookup().findVarHandle(Lane.class, "due", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** @param opening which of the messages at hand opens it */
    Lane(int number, int opening, LaneOutbox outbox, PlayHost host, Function<SessionConfig, Session> maker) {
        this.number = number;
        this.opening = opening;
        this.outbox = outbox;
        this.failures = host.failures();
        stream = new PlayStream(new PlayWriter(this, host.failures()), host, maker);
    }

    /** False when the lane has ended; another one may take its number. */
    boolean isOpen() {
        return open;
    }

    /** The session of the lane; null before it is attached, and after its end. */
    @Nullable
    Session session() {
        return open ? stream.session() : null;
    }

    /** Lends its session's state, if that may be stepped with others. */
    boolean lend(SessionStack stack, int k) {
        return open && stream.lend(stack, k);
    }

    /** A message will be handed over, and the lane collected afterwards; false if one before it was not accepted yet. */
    boolean expect() {
        boolean idle = !busy;
        due = true;
        busy = true;
        return idle;
    }

    /**
     * Hands over the message of an index, and leaves what that gives in a share of what is collected.
     *
     * @param share null where this thread may not collect: then the lane has something for whoever may
     */
    void give(int k, LaneMessages in, @Nullable LaneShare share) {
        into(share);
        try {
            message(k, in.read(k));
        } catch (RuntimeException | Error failed) {
            breakOff(failed);
        }
        if (share == null) {
            later();
        } else {
            collect(share);
        }
    }

    private void message(int k, PlayIn in) {
        boolean opens = k == opening;
        opening = -1;
        if (!open) {
            outbox.refuse(number, notOpen());
        } else if (attaching && !opens) {
            outbox.refuse(number, Problem.request("message", "none before the answer to attach", "one"));
        } else {
            stream.message(in);
        }
    }

    /** The message that was expected cannot be handed over; nothing has changed. */
    void refuse(Problem problem) {
        outbox.refuse(number, problem);
        if (opening >= 0) {
            breakOff(problem);
        } else {
            next();
        }
        later();
    }

    private void later() {
        due = false;
        outbox.signal(this);
    }

    /** Why a message to a lane that is not open is refused. */
    static Problem notOpen() {
        return Problem.request("message", "attach as the first message of a lane", "another one");
    }

    /** Ends the lane because something is wrong. */
    void breakOff(Throwable thrown) {
        stream.ended(thrown instanceof RuntimeException failure ? failure : new IllegalStateException(thrown));
    }

    void halfClosed() {
        stream.halfClosed();
    }

    /** The call is over. */
    void gone() {
        open = false;
        stream.gone();
    }

    @Override
    public boolean isReady() {
        LaneShare share = share();
        boolean ready = share != null && share.hasRoom();
        if (!ready) {
            outbox.signal(this);
        }
        return ready;
    }

    @Override
    public void send(PlayOut message) {
        LaneShare share = share();
        if (share != null) {
            takeMail(share.out());
            share.out().add(number, message);
        } else {
            synchronized (mail) {
                mail.add(message);
                mailed = true;
            }
            outbox.signal(this);
        }
    }

    @Override
    public void next() {
        attaching = false;
        accepted();
    }

    private void accepted() {
        if (busy) {
            busy = false;
            LaneShare share = share();
            if (share != null) {
                share.accept();
            } else {
                outbox.accepted();
            }
        }
    }

    @Override
    public void close(@Nullable Throwable thrown) {
        ErrorDetail detail = thrown == null ? null : failures.detail(thrown);
        synchronized (mail) {
            why = detail;
            ending = true;
            mailed = true;
        }
        open = false;
        accepted();
        outbox.signal(this);
    }

    /** True if the outbox did not know yet that there is something to collect. */
    boolean becomesDue() {
        return !due && DUE.compareAndSet(this, false, true);
    }

    /** Adds what the lane has to what this thread collects; no other thread may be at it. */
    void collect(LaneShare share) {
        into(share);
        due = false;
        takeMail(share.out());
        stream.ready();
        if (mailed && takeEnd(share.out())) {
            stream.gone();
            outbox.ended();
        }
        into(null);
    }

    private void into(@Nullable LaneShare share) {
        into = share;
        collector = share == null ? null : Thread.currentThread();
    }

    /** What this thread collects, while it is at this lane; else null. */
    private @Nullable LaneShare share() {
        return collector == Thread.currentThread() ? into : null;
    }

    private void takeMail(PlayManyOut bundle) {
        if (mailed) {
            synchronized (mail) {
                mail.forEach(message -> bundle.add(number, message));
                mail.clear();
                mailed = ending;
            }
        }
    }

    private boolean takeEnd(PlayManyOut bundle) {
        synchronized (mail) {
            takeMail(bundle);
            boolean told = ending;
            if (told) {
                bundle.addEnd(number, why);
            }
            ending = false;
            mailed = false;
            return told;
        }
    }
}
