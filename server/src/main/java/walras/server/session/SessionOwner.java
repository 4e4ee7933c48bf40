package walras.server.session;

import walras.server.session.plan.SessionConfig;

/** Who a session belongs to, and at whose cost it is stepped. */
public interface SessionOwner {
    /** Nobody in particular, at nobody's cost. */
    SessionOwner NOBODY = new SessionOwner() {};

    default String name() {
        return "nobody";
    }

    /**
     * A session is about to be made for it.
     *
     * @throws walras.env.Problem LIMIT if it may have no such session
     */
    default void opening(int rows) {}

    /** A session of it has ended, or could not be made. */
    default void closed(int rows) {}

    /** A session of it is there. */
    default void made(String session, SessionConfig config) {}

    /** A session of it is gone. */
    default void ended(String session, String why) {}

    /** Sessions of it have worked. */
    default void stepped(long nanos) {}
}
