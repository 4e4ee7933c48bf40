package walras.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import walras.env.exchange.equilibrium.Status;

/** The reasons for which the server refuses: in the protocol, in the code and among the meters they are the same. */
final class ErrorReasonTest {
    private static final Path PROTO = Path.of("../proto/src/main/proto/walras/v1/errors.proto");
    private static final Pattern ROW = Pattern.compile("(?m)^// \\| [A-Z_]+ \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final Pattern MADE = Pattern.compile("Problem\\.(?:of|precondition)\\(([^;]*)", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("\"([A-Z][A-Z_]+)\"");
    private static final Pattern UNKNOWN = Pattern.compile("Nearest\\.(?:find|unknown)\\(\\s*\"([^\"]+)\"");
    /** Where reasons are made that a remote caller can meet; the command line has others of its own. */
    private static final List<Path> SOURCES = List.of(
            Path.of("../envs/src/main/java/walras/env"),
            Path.of("src/main/java/walras/server/frame"),
            Path.of("src/main/java/walras/server/json"),
            Path.of("src/main/java/walras/server/rpc"),
            Path.of("src/main/java/walras/server/session"),
            Path.of("src/main/java/walras/server/wire"));

    private static Set<String> names() {
        return Arrays.stream(ErrorReason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void names_allOfThem_areThoseOfTheProtocol() throws IOException {
        Set<String> documented = ROW.matcher(Files.readString(PROTO))
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(documented, names());
    }

    // Guards against a reason that is made somewhere and that neither the protocol nor the meters know.
    @Test
    void reasons_thatTheCodeMakes_areAmongThem() throws IOException {
        Set<String> made = new TreeSet<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> made.addAll(made(file)));
            }
        }
        assertTrue(made.size() > 20, "too few to be all: " + made);
        Arrays.stream(Status.values()).filter(status -> !status.certified()).forEach(status -> made.add(status.name()));
        made.removeAll(Set.of("OTHER_TURN", "UNKNOWN_FORMAT")); // of the commands replay verify and replay export
        made.removeAll(names());
        assertEquals(Set.of(), made);
    }

    private static Set<String> made(Path file) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Set<String> made = new TreeSet<>();
        MADE.matcher(source)
                .results()
                .forEach(call ->
                        LITERAL.matcher(call.group(1)).results().limit(1).forEach(reason -> made.add(reason.group(1))));
        UNKNOWN.matcher(source)
                .results()
                .map(call -> call.group(1).toUpperCase(Locale.ROOT).replace(' ', '_'))
                .forEach(kind -> made.add("UNKNOWN_" + kind));
        return made;
    }

    // Guards alerts on the first error: its counter is there before, at 0, and counts one.
    @Test
    void counters_fromTheStart_areAtZero() {
        try (ServerMetrics metrics = new ServerMetrics()) {
            String before = metrics.scrape();
            for (ErrorReason reason : ErrorReason.values()) {
                assertTrue(before.contains(line(reason, 0)), line(reason, 0));
                metrics.refused(reason.name());
            }
            String after = metrics.scrape();
            for (ErrorReason reason : ErrorReason.values()) {
                assertTrue(after.contains(line(reason, 1)), line(reason, 1));
            }
            assertFalse(after.contains("OF_ANOTHER_PACKAGE"));
            metrics.refused("OF_ANOTHER_PACKAGE");
            assertTrue(metrics.scrape().contains("walras_errors_total{reason=\"OF_ANOTHER_PACKAGE\"} 1.0"));
        }
    }

    private static String line(ErrorReason reason, int count) {
        return "walras_errors_total{reason=\"" + reason + "\"} " + count + ".0\n";
    }
}
