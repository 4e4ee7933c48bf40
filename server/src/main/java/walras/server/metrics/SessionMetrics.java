package walras.server.metrics;

import walras.server.session.SessionObserver;

/** What the sessions of one environment on one backend do: the server's meters, and times of their own. */
record SessionMetrics(ServerMetrics server, Buckets stepTimes) implements SessionObserver {
    @Override
    public void sessionOpened() {
        server.sessionOpened();
    }

    @Override
    public void sessionClosed() {
        server.sessionClosed();
    }

    @Override
    public void seatAttached() {
        server.seatAttached();
    }

    @Override
    public void seatReleased() {
        server.seatReleased();
    }

    @Override
    public void stepped(long count, int rows, long nanos) {
        server.stepped(count, rows, nanos);
        stepTimes.record(nanos / Math.max(1, count));
    }

    @Override
    public void lapsed() {
        server.lapsed();
    }
}
