package walras.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of names that may call. */
final class AccessFileTest {
    private static final List<String> ROLES = List.of("player", "host");
    private static final String HASH = "0f".repeat(32);

    @TempDir
    private Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("access.yaml"), text);
    }

    @Test
    void read_goodFile_givesItsEntries() throws IOException {
        Path file = file("tokens:\n  - {name: alice, role: player, sha256: " + HASH + ", rows: 5}\n"
                + "certificates:\n  - {name: bob, role: host}\n");
        assertEquals(
                List.of(
                        new AccessFile.Entry("alice", "player", Optional.of(HASH), Map.of("rows", 5L)),
                        new AccessFile.Entry("bob", "host", Optional.empty(), Map.of())),
                AccessFile.read(file, ROLES));
    }

    // Guards against a list that lets in whom nobody meant, or nobody.
    @Test
    void read_wrongFile_saysEverythingWithItsPlace() throws IOException {
        String text =
                "tokens:\n  - {name: alice, role: plyer, sha256: ab, rows: 0}\n  - {name: a b, role: host}\n  - 5\n"
                        + "certificate: []\n";
        Path file = file(text);
        ConfigException wrong = assertThrows(ConfigException.class, () -> AccessFile.read(file, ROLES));
        assertEquals(
                List.of(
                        "2:25: role: expected one of player, host, got \"plyer\"; did you mean player?",
                        "2:40: sha256: expected 64 hexadecimal digits, as ./walras token prints them, got another",
                        "2:50: rows: expected a whole number, 1 or more, got 0",
                        "3:5: sha256: expected 64 hexadecimal digits, as ./walras token prints them, got none",
                        "3:12: name: expected letters, digits and ._@-, at most 64, got another",
                        "5:1: \"certificate\" is no key here; did you mean certificates?"),
                wrong.faults().stream()
                        .map(fault -> fault.toString().replace(file + ":", ""))
                        .filter(line -> !line.startsWith("4:"))
                        .toList());
    }

    @Test
    void read_nobody_isRefused() throws IOException {
        for (String text : List.of("", "# nobody\n", "tokens: []\n", "{}\n", "tokens:\n")) {
            Path file = file(text);
            assertThrows(ConfigException.class, () -> AccessFile.read(file, ROLES), text);
        }
        String twice = "{name: alice, role: host, sha256: " + HASH + "}";
        Path file = file("tokens: [" + twice + ", " + twice + "]\n");
        assertThrows(ConfigException.class, () -> AccessFile.read(file, ROLES));
    }
}
