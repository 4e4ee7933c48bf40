package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.v1.Attached;
import walras.v1.SessionConfig;

/**
 * A process with a heap of 1 GiB under many messages of 60 MB at once, again and again: what it takes of the machine
 * stays within what the operations page states, and who plays goes on.
 */
final class FloodedServerTest {
    private static final int CALLS = 24;
    private static final int MESSAGE_BYTES = 60_000_000;
    private static final int ROUNDS = 20;
    private static final long HEAP_BYTES = 1L << 30;
    private static final long INBOUND_BYTES = HEAP_BYTES / 8; // by default
    private static final long FREE_BYTES = 64 << 10; // of each message
    private static final long WINDOW_BYTES = 8 << 20; // of each connection
    private static final int BUFFERS = 4; // bytes of buffers that a byte of a message may hold
    private static final long MACHINE_BYTES = 256 << 20; // classes, compiled code, stacks

    /** Some were heard, and had no such session; the others were refused. */
    private static final Pattern ENDS = Pattern.compile("\\{NOT_FOUND=\\d+, RESOURCE_EXHAUSTED=\\d+}");

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, CALLS})
    void messages_ofSixtyMegabytesForLong_stayWithinTheStatedMemory(int connections) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "the size of a process is read from /proc");
        try (ServerProcess server = ServerProcess.startWith(List.of("-Xmx1g"))) {
            int port = server.port();
            ManagedChannel channel = ServerProcess.channel(port);
            Process flooder = Flooder.start(port, connections, CALLS, MESSAGE_BYTES, ROUNDS);
            try {
                String ends = played(channel, flooder);
                long stated = HEAP_BYTES
                        + BUFFERS * INBOUND_BYTES
                        + FREE_BYTES * CALLS
                        + WINDOW_BYTES * (connections + 1)
                        + MACHINE_BYTES;
                long most = mostBytes(server);
                System.out.println("FloodedServerTest: " + connections + " connections, ends " + ends + ", at most "
                        + (most >> 20) + " MiB of " + (stated >> 20));
                assertTrue(most <= stated, most + " bytes at most, stated are " + stated);
                assertTrue(ENDS.matcher(ends).matches(), ends);
            } finally {
                flooder.destroyForcibly();
                channel.shutdownNow();
            }
            server.terminate();
            assertEquals(0, server.exitCode());
        }
    }

    /** Plays while the others send; returns how their calls ended. */
    private static String played(ManagedChannel channel, Process flooder) throws IOException {
        PlayClient player = new PlayClient(channel);
        Attached attached = player.create(
                SessionConfig.newBuilder().setEnvironment("counter-v0").build());
        player.reset(1);
        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
        for (long step = 1; flooder.isAlive(); step++) {
            player.act(step, 0, frame);
            assertEquals(step, player.turn().getStep());
        }
        player.leave(true);
        return new String(flooder.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** The most that the process ever had of the machine's memory. */
    private static long mostBytes(ServerProcess server) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmHWM");
    }
}
