package walras.server.session;

/** Tells a session's observer, and its owner what it costs. */
record OwnedObserver(SessionObserver observer, SessionOwner owner) implements SessionObserver {
    @Override
    public void sessionOpened() {
        observer.sessionOpened();
    }

    @Override
    public void sessionClosed() {
        observer.sessionClosed();
    }

    @Override
    public void seatAttached() {
        observer.seatAttached();
    }

    @Override
    public void seatReleased() {
        observer.seatReleased();
    }

    @Override
    public void stepped(long steps, int rows, long nanos) {
        observer.stepped(steps, rows, nanos);
        owner.stepped(nanos);
    }

    @Override
    public void lapsed() {
        observer.lapsed();
    }
}
