package walras.server.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One request with its whole body, to be answered once, from any thread. */
public final class Exchange {
    private final String target;
    private final byte[] body;
    private final Consumer<HttpAnswer> outlet;
    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(String target, byte[] body, Consumer<HttpAnswer> outlet) {
        this.target = target;
        this.body = body;
        this.outlet = outlet;
    }

    /** The request's target as it came, with its query. */
    public String target() {
        return target;
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
    boolean answerOnce(HttpAnswer answer) {
        boolean first = answered.compareAndSet(false, true);
        if (first) {
            outlet.accept(answer);
        }
        return first;
    }
}
