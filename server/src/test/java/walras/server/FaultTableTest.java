package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the table of faults in docs/operations.md names is there. */
final class FaultTableTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+Test|test_\\w+\\.py|launcher/[\\w-]+\\.sh)`");
    private static final int ROWS_LEAST = 35;

    @Test
    void table_everyNamedTest_exists() throws IOException {
        Path root = root();
        List<String> rows = Files.readAllLines(root.resolve("docs/operations.md")).stream()
                .dropWhile(line -> !line.startsWith("| fault |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
        assertTrue(rows.size() >= ROWS_LEAST, "rows: " + rows.size());
        TreeSet<String> missing = new TreeSet<>();
        for (String row : rows) {
            List<String> names =
                    NAME.matcher(row).results().map(name -> name.group(1)).toList();
            if (names.isEmpty()) {
                missing.add(row);
            }
            names.stream().filter(name -> !exists(root, name)).forEach(missing::add);
        }
        assertEquals(new TreeSet<String>(), missing);
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/operations.md"))) {
            root = Objects.requireNonNull(root.getParent(), "docs/operations.md");
        }
        return root;
    }

    private static boolean exists(Path root, String name) {
        if (name.contains("/")) {
            return Files.exists(root.resolve(name));
        }
        if (name.endsWith(".py")) {
            return Files.exists(root.resolve("clients/python/tests").resolve(name));
        }
        return Stream.of("server", "envs").anyMatch(module -> holds(root.resolve(module + "/src/test/java"), name));
    }

    private static boolean holds(Path folder, String name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.endsWith(name + ".java"));
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }
}
