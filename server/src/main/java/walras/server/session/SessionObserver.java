package walras.server.session;

/** Is told what sessions do, for the server's metrics. Called on the threads that do it; must be cheap. */
public interface SessionObserver {
    SessionObserver NONE = new SessionObserver() {};

    /** Is told the steps of a session. */
    @FunctionalInterface
    interface Steps {
        /** A shard of so many rows took so many steps. */
        void stepped(long steps, int rows, long nanos);
    }

    /** For the steps of sessions of an environment, on a backend as it was asked for. */
    default Steps of(String environment, String backend) {
        return (steps, rows, nanos) -> {};
    }

    default void sessionOpened() {}

    default void sessionClosed() {}

    default void seatAttached() {}

    default void seatReleased() {}

    default void lapsed() {}
}
