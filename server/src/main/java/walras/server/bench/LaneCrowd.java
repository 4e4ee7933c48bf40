package walras.server.bench;

import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;

/** Sessions that are played at once, as the lanes of a few streams, each on a connection of its own. */
final class LaneCrowd implements Players {
    private final int rows;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<LaneClient> streams = new ArrayList<>();

    /**
     * @param rows of each session
     * @param together true for one act for all lanes of a stream
     */
    LaneCrowd(int port, String environment, int count, int streams, int rows, boolean together) throws Exception {
        this.rows = rows;
        for (int k = 0; k < streams; k++) {
            ManagedChannel channel = LoopbackServer.channel(port);
            channels.add(channel);
            this.streams.add(new LaneClient(channel, environment, count / streams, rows, together));
        }
    }

    @Override
    public double rate(long forNanos) throws Exception {
        long start = System.nanoTime();
        streams.forEach(stream -> stream.begin(forNanos));
        long turns = 0;
        for (LaneClient stream : streams) {
            turns += stream.end();
        }
        return turns * (double) rows * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() {
        streams.forEach(LaneClient::close);
        Crowd.close(channels);
    }
}
