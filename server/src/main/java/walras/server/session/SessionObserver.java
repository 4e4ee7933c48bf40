package walras.server.session;

/** Is told what sessions do, for the server's metrics. Called on the threads that do it; must be cheap. */
public interface SessionObserver {
    SessionObserver NONE = new SessionObserver() {};

    /** Is told the steps of a session, and for what they waited. */
    interface Steps {
        /** Told nothing. */
        Steps NONE = new Steps() {};

        /** A shard of so many rows took so many steps. */
        default void stepped(long steps, int rows, long nanos) {}

        /** A step waited for its last seat, from the first one's action on. */
        default void waitedForSeats(long nanos) {}

        /** A shard's work waited for a worker. */
        default void waitedForWorker(long nanos) {}
    }

    /** For the steps of sessions of an environment, on a backend as it was asked for. */
    default Steps of(String environment, String backend) {
        return Steps.NONE;
    }

    default void sessionOpened() {}

    default void sessionClosed() {}

    default void seatAttached() {}

    default void seatReleased() {}

    default void lapsed() {}
}
