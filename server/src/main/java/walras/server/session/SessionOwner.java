package walras.server.session;

/** Who a session belongs to, and at whose cost it is stepped. */
public interface SessionOwner {
    /** Nobody in particular, at nobody's cost. */
    SessionOwner NOBODY = new SessionOwner() {
        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public void opening(int rows) {}

        @Override
        public void closed(int rows) {}

        @Override
        public void made(Session session) {}

        @Override
        public void ended(Session session, String why) {}

        @Override
        public void stepped(long nanos) {}
    };

    String name();

    /**
     * A session is about to be made for it.
     *
     * @throws walras.env.Problem LIMIT if it may have no such session
     */
    void opening(int rows);

    /** A session of it has ended, or could not be made. */
    void closed(int rows);

    /** A session of it is there. */
    void made(Session session);

    /** A session of it is gone. */
    void ended(Session session, String why);

    /** Sessions of it have worked. */
    void stepped(long nanos);
}
