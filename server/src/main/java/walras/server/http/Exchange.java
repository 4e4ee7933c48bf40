package walras.server.http;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request with its whole body, to be answered once, from any thread. */
public final class Exchange {
    /** Where an answer goes. */
    interface Outlet {
        void answer(HttpAnswer answer);

        HttpStream stream(int status, String contentType);
    }

    private static final Runnable NOBODY = () -> {};

    private final String target;
    private final HttpCaller caller;
    private final byte[] body;
    private final Outlet outlet;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Runnable whenGone = NOBODY; // guarded by this; null when it has gone

    Exchange(String target, HttpCaller caller, byte[] body, Outlet outlet) {
        this.target = target;
        this.caller = caller;
        this.body = body;
        this.outlet = outlet;
    }

    /** The request's target as it came, with its query. */
    public String target() {
        return target;
    }

    /** Who asks. */
    public HttpCaller caller() {
        return caller;
    }

    /** The body; of no length where there was none. Not a copy. */
    public byte[] body() {
        return body;
    }

    /**
     * Answers. A client that has gone in the meantime is no fault.
     *
     * @throws IllegalStateException if it has been answered
     */
    public void answer(HttpAnswer answer) {
        if (!answerOnce(answer)) {
            throw new IllegalStateException("answered twice: " + target);
        }
    }

    /** False if it had been answered. */
    public boolean answerOnce(HttpAnswer answer) {
        boolean first = answered.compareAndSet(false, true);
        if (first) {
            outlet.answer(answer);
        }
        return first;
    }

    /** Answers piece by piece; null if it has been answered. */
    public @Nullable HttpStream stream(int status, String contentType) {
        return answered.compareAndSet(false, true) ? outlet.stream(status, contentType) : null;
    }

    /** Called once, on an event loop or here, when the client goes away before its answer has left. */
    public void onGone(Runnable then) {
        synchronized (this) {
            if (whenGone != null) {
                whenGone = then;
                return;
            }
        }
        then.run();
    }

    /** The client has gone. */
    void gone() {
        Runnable then;
        synchronized (this) {
            then = whenGone;
            whenGone = null;
        }
        if (then != null) {
            then.run();
        }
    }
}
