package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.server.report.Json;
import walras.v1.Attached;
import walras.v1.SessionConfig;
import walras.v1.Ticket;

/** Server-sent events of a session that is played meanwhile. */
final class WatchTest {
    private static final int ROWS = 2048;

    private RunningServer running;
    private PlayClient player;
    private Attached attached;
    private long step;

    @BeforeEach
    void play() throws IOException {
        running = new RunningServer(settings -> settings);
        player = new PlayClient(running.channel());
        attached = player.create(SessionConfig.newBuilder()
                .setEnvironment("auction/chain-v0")
                .setNumEnvs(ROWS)
                .addMetrics("*")
                .build());
        player.reset(1);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private void steps(int count) {
        byte[] bids = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
        for (int k = 0; k < count; k++) {
            player.act(++step, 0, bids);
            assertEquals(step, player.turn().getStep());
        }
    }

    /** Somebody who watches, and reads or does not. */
    private final class Watcher implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Watcher(String query, String headers) throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), running.server().httpPort());
            socket.setSoTimeout(20_000);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String id = attached.getSession().getId();
            socket.getOutputStream()
                    .write(("GET /watch?session=" + id + query + " HTTP/1.0\r\nHost: localhost\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }

        String status() throws IOException {
            return line();
        }

        private String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the stream has ended");
            }
            return line;
        }

        /** The data of the next event of a kind. */
        Map<?, ?> event(String kind) throws IOException {
            String line = line();
            while (!line.equals("event: " + kind)) {
                line = line();
            }
            while (!line.startsWith("data: ")) {
                line = line();
            }
            return (Map<?, ?>) Objects.requireNonNull(Json.parse(line.substring("data: ".length())));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Map<?, ?> member(Map<?, ?> object, String name) {
        return (Map<?, ?>) Objects.requireNonNull(object.get(name));
    }

    private static long stepOf(Map<?, ?> event) {
        return (Long) Objects.requireNonNull(event.get("step"));
    }

    private String host() {
        return "walras-host-token: " + attached.getHostToken() + "\r\n";
    }

    // Guards what each may see: the host all frames, a stranger what all may see of a row.
    @Test
    void events_byWhoWatches_showWhatIsTheirs() throws IOException {
        steps(1);
        Ticket ticket = attached.getTickets(0);
        for (String shown : List.of(host(), "walras-ticket: " + ticket.getTicket() + "\r\n", "")) {
            try (Watcher watcher = new Watcher("&rows=2&every_ms=50", shown)) {
                assertTrue(watcher.status().endsWith("200 OK"));
                Map<?, ?> event = watcher.event("turn");
                assertEquals(1L, event.get("step"));
                Map<?, ?> turn = member(event, "turn");
                Map<?, ?> metrics = member(turn, "metrics");
                assertEquals(List.of(false, false), turn.get("terminated"));
                assertEquals(2, ((List<?>) Objects.requireNonNull(metrics.get("price"))).size());
                assertEquals(!shown.isEmpty(), turn.containsKey("obs"));
                assertEquals(!shown.isEmpty(), metrics.containsKey("bid_distance"));
                Map<?, ?> price = member(member(event, "summary"), "price");
                assertEquals(Map.of("count", (long) ROWS, "mean", 0.0, "sd", 0.0, "min", 0.0, "max", 0.0), price);
            }
        }
    }

    // Guards the actions that are shown against those of another turn: every bid is the number of the turn that it
    // made.
    @Test
    void actions_whileAnotherStepIsMade_areThoseOfTheTurn() throws IOException {
        try (Watcher watcher = new Watcher("&rows=256&every_ms=50", host())) {
            int shown = 0;
            for (int k = 0; k < 60; k++) {
                for (int j = 0; j < 5; j++) {
                    step++;
                    player.act(step, 0, bidding(step / 1e6));
                    assertEquals(step, player.turn().getStep());
                }
                Map<?, ?> event = watcher.event("turn");
                if (event.containsKey("actions")) {
                    shown++;
                    assertEquals(List.of(stepOf(event) / 1e6), bids(event), "turn " + stepOf(event));
                }
            }
            assertTrue(shown > 0, "no turn of " + step + " was shown with its actions");
        }
        try (Watcher stranger = new Watcher("", "")) {
            assertFalse(stranger.event("turn").containsKey("actions"));
        }
    }

    private static byte[] bidding(double bid) {
        ByteBuffer frame = ByteBuffer.allocate(ROWS * 4 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putDouble(bid);
        }
        return frame.array();
    }

    /** All different ones. */
    private static List<?> bids(Map<?, ?> event) {
        List<?> rows = (List<?>) Objects.requireNonNull(
                member(member(event, "actions"), "bidders").get("bid"));
        assertEquals(256, rows.size());
        return rows.stream().flatMap(row -> ((List<?>) row).stream()).distinct().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'&shard=1', '', 400",
        "'&every_ms=1', '', 400",
        "'&row=1', '', 400",
        "'x', '', 404",
        "'', 'walras-ticket: other\r\n', 403",
        "'', 'walras-host-token: other\r\n', 403",
        "'', 'Origin: https://evil\r\n', 403",
    })
    void watch_thatIsWrong_isRefused(String query, String headers, int status) throws IOException {
        try (Watcher watcher = new Watcher(query, headers)) {
            assertTrue(watcher.status().contains(" " + status + " "), query + headers);
        }
    }

    // Guards players against a watcher that takes nothing, and the watcher against what it missed.
    @Test
    void steps_withAWatcherThatDoesNotRead_goOn() throws IOException {
        try (Watcher slow = new Watcher("&rows=2048&every_ms=50", host());
                Watcher quick = new Watcher("&rows=1&every_ms=50", "")) {
            for (int k = 0; k < 40; k++) {
                steps(25);
                assertTrue(stepOf(quick.event("turn")) <= step);
            }
            assertEquals(1000, step);
            assertTrue(stepOf(slow.event("turn")) < 1000, "it was read at the end only");
            player.leave(true);
            quick.event("closed");
        }
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes that the threads of gRPC and of steps have allocated. */
    private static long allocated() {
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("walras-io") || thread.getName().startsWith("walras-step")) {
                sum += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
            }
        }
        return sum;
    }

    private double bytesPerStep() {
        long before = allocated();
        steps(300);
        return (allocated() - before) / 300.0;
    }

    // Guards the step's path: nothing is allocated there for those who watch, of frames that have 100 kB.
    @Test
    void step_withAWatcher_allocatesWhatItDidWithout() throws IOException {
        steps(600);
        double without = bytesPerStep();
        List<Watcher> watchers = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            watchers.add(new Watcher("&every_ms=50", host()));
            watchers.get(k).event("turn");
        }
        steps(100);
        double with = bytesPerStep();
        for (Watcher watcher : watchers) {
            watcher.close();
        }
        assertTrue(with < without + 1024, with + " bytes a step with watchers, " + without + " without");
    }

    // Guards the bound on watchers, and that those who go are no longer counted.
    @Test
    void watchers_beyondTheBound_areRefusedUntilOthersGo() throws IOException {
        List<Watcher> watchers = new ArrayList<>();
        for (int k = 0; k < 64; k++) {
            watchers.add(new Watcher("&every_ms=50", ""));
            assertTrue(watchers.get(k).status().endsWith("200 OK"));
        }
        try (Watcher more = new Watcher("", "")) {
            assertTrue(more.status().contains(" 429 "));
        }
        for (Watcher watcher : watchers) {
            watcher.close();
        }
        RunningServer.await("room", () -> {
            try (Watcher again = new Watcher("", "")) {
                return again.status().endsWith("200 OK");
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
    }
}
