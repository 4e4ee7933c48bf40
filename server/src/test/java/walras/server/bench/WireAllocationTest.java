package walras.server.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.ServerConfig;
import walras.server.WalrasServer;

/** What a step on a play stream may allocate on the server: a bounded amount, which frames add little to. */
class WireAllocationTest {
    /** Records, buffer handles and gRPC's own objects: measured 3 kB, and 5 kB where a frame leaves in many pieces. */
    private static final double MOST_BYTES = 8 << 10;

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long MEASURED = TimeUnit.MILLISECONDS.toNanos(500);

    @ParameterizedTest
    @ValueSource(ints = {1, 1024, 16384})
    void aStepAllocatesNoMoreThanItsMessagesNeed(int rows) throws Exception {
        try (WalrasServer server = started()) {
            ManagedChannel channel = LoopbackServer.channel(server.port());
            try (WireCase wire = new WireCase(channel, "counter-v0", rows)) {
                wire.play(WARM_UP);
                double bytes = WireAllocation.bytesPerStep(wire, MEASURED);
                assertTrue(bytes > 0 && bytes <= MOST_BYTES, bytes + " bytes a step with " + rows + " rows");
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static WalrasServer started() throws Exception {
        return WalrasServer.start(ServerConfig.builder().port(0).httpPort(0).build(), EchoService.bind());
    }
}
