package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocsCommandTest {
    private static final Path FOLDER = Path.of("..", "docs", "environments");

    // Guards pages that say something else than the code: `./walras docs` writes them anew.
    @Test
    void pages_inTheRepository_areCurrent() throws IOException {
        for (var page : DocsCommand.pages().entrySet()) {
            Path file = FOLDER.resolve(page.getKey());
            String present = Files.exists(file) ? Files.readString(file) : "";
            assertEquals(page.getValue(), present, file + " is not current: run ./walras docs");
        }
    }

    // Guards pages of environments that are gone.
    @Test
    void pages_inTheRepository_areOfRegisteredEnvironments() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            var present = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(DocsCommand.pages().keySet()), present);
        }
    }
}
