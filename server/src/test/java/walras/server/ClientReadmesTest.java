package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of one client's page finds the same sections in that of another language. */
final class ClientReadmesTest {
    private static final List<String> SECTIONS = List.of("## What it does", "## Samples", "## Work on it");

    @ParameterizedTest
    @ValueSource(strings = {"go", "java", "rust", "typescript"})
    void page_ofAClient_hasTheSections(String client) throws IOException {
        assertEquals(SECTIONS, sections(client));
    }

    /** Python's has the views for libraries, too. */
    @Test
    void page_ofPython_hasMore() throws IOException {
        List<String> found = sections("python");
        assertTrue(found.containsAll(SECTIONS.subList(1, SECTIONS.size())), () -> "" + found);
    }

    private static List<String> sections(String client) throws IOException {
        Path page = Path.of("..", "clients", client, "README.md");
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("## "))
                .toList();
    }
}
