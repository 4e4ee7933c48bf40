package walras.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import walras.samples.Optimum;
import walras.samples.Seats;
import walras.samples.Step;
import walras.samples.Trajectory;
import walras.server.ServerConfig;
import walras.server.WalrasServer;

/** The samples print what those of every language print: {@code clients/samples.txt}. */
final class SamplesTest {
    private interface Sample {
        void run(String... address) throws Exception;
    }

    @Test
    void samples_print_whatAllClientsPrint() throws Exception {
        Map<String, Sample> samples =
                Map.of("optimum", Optimum::main, "rollout", Trajectory::main, "seats", Seats::main, "step", Step::main);
        Map<String, String> printed = new TreeMap<>();
        try (WalrasServer server =
                WalrasServer.start(ServerConfig.builder().port(0).httpPort(0).build())) {
            for (Map.Entry<String, Sample> each : samples.entrySet()) {
                printed.put(each.getKey(), printed(each.getValue(), "127.0.0.1:" + server.port()));
            }
        }
        Map<String, String> expected = new TreeMap<>();
        for (String part : Files.readString(Path.of("..", "samples.txt")).split("(?m)^== ", -1)) {
            String[] said = part.split("\n", 2);
            expected.put(said[0], said[said.length - 1]);
        }
        expected.remove("");
        assertEquals(expected, printed);
    }

    private static String printed(Sample sample, String address) throws Exception {
        PrintStream usual = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            sample.run(address);
        } finally {
            System.setOut(usual);
        }
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
