package walras.server.session;

/** Is told what sessions do, for the server's metrics. Called on the threads that do it; must be cheap. */
public interface SessionObserver {
    SessionObserver NONE = new SessionObserver() {};

    /** For the sessions of an environment, on a backend as it was asked for. */
    default SessionObserver of(String environment, String backend) {
        return this;
    }

    default void sessionOpened() {}

    default void sessionClosed() {}

    default void seatAttached() {}

    default void seatReleased() {}

    /** A shard of so many rows took so many steps. */
    default void stepped(long steps, int rows, long nanos) {}

    default void lapsed() {}
}
