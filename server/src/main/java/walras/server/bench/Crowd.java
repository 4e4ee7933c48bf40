package walras.server.bench;

import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sessions that are played at once, spread over a few connections, each by a client that computes nothing. */
final class Crowd implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final int CLOSING_SECONDS = 10;

    private final int rows;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<WireCase> sessions = new ArrayList<>();

    /** @param rows of each session */
    Crowd(int port, String environment, int count, int rows) throws Exception {
        this.rows = rows;
        for (int k = 0; k < Math.min(count, CONNECTIONS); k++) {
            channels.add(LoopbackServer.channel(port));
        }
        for (int k = 0; k < count; k++) {
            sessions.add(new WireCase(channels.get(k % channels.size()), environment, rows));
        }
    }

    /** Steps per second of all of them together. */
    double rate(long forNanos) throws Exception {
        long start = System.nanoTime();
        sessions.forEach(session -> session.begin(forNanos));
        long turns = 0;
        for (WireCase session : sessions) {
            turns += session.end();
        }
        return turns * (double) rows * 1e9 / (System.nanoTime() - start);
    }

    /** Calls end before their connection does, or the server would warn of each. */
    @Override
    public void close() {
        sessions.forEach(WireCase::close);
        channels.forEach(ManagedChannel::shutdown);
        try {
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
