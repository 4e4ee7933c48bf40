package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import walras.server.LanesClient;
import walras.server.RunningServer;
import walras.server.session.Limits;
import walras.v1.Attached;
import walras.v1.FrameLayout;
import walras.v1.SessionConfig;

/** A server, a connection to it, and a stream of many plays. */
abstract class LanesFixture {
    static final int LANES = 100;

    RunningServer running;
    ManagedChannel channel;
    LanesClient lanes;

    @BeforeEach
    void start() throws IOException {
        running = new RunningServer(
                settings -> settings.limits(Limits.defaults().withSessions(4096).withLanes(256, 128)));
        channel = running.channel();
        lanes = new LanesClient(channel);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    static SessionConfig config(String environment, int rows, long seed) {
        return SessionConfig.newBuilder()
                .setEnvironment(environment)
                .setNumEnvs(rows)
                .setSeed(seed)
                .build();
    }

    static SessionConfig counter() {
        return config("counter-v0", 2, 7);
    }

    static FrameLayout actions(Attached attached) {
        return attached.getSession().getSeats(0).getActionLayout();
    }

    /** Opens so many lanes of small sessions and resets them. */
    List<Attached> open(int count) {
        for (int lane = 0; lane < count; lane++) {
            lanes.create(lane, counter());
        }
        lanes.send();
        List<Attached> attached = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            attached.add(lanes.attached(lane));
            lanes.reset(lane, 7);
        }
        lanes.send();
        for (int lane = 0; lane < count; lane++) {
            assertEquals(0, lanes.turn(lane).getStep());
        }
        return attached;
    }

    void actAll(int count, long step, byte[] frame) {
        for (int lane = 0; lane < count; lane++) {
            lanes.act(lane, 0, step, 0, frame);
        }
        lanes.send();
    }
}
