package walras.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request with its whole body, to be answered once, from any thread. */
public final class Exchange {
    /** Where an answer goes. */
    interface Outlet {
        void answer(HttpAnswer answer);

        HttpStream stream(int status, String contentType);
    }

    private final String target;
    private final HttpHeaders headers;
    private final byte[] body;
    private final Outlet outlet;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Runnable whenGone = Exchange::nobody; // guarded by this; null when it has gone

    Exchange(String target, HttpHeaders headers, byte[] body, Outlet outlet) {
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.outlet = outlet;
    }

    /** The request's target as it came, with its query. */
    public String target() {
        return target;
    }

    /** The first value of a header; null where it is not there. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Every value of a header; none where it is not there. */
    public List<String> headers(String name) {
        return headers.getAll(name);
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

    private static void nobody() {}
}
