package walras.server.bench;

/** Clients that play for a while, as fast as they are answered. */
interface Players extends AutoCloseable {
    /** Steps per second of all of them together. */
    double rate(long forNanos) throws Exception;

    @Override
    void close();
}
