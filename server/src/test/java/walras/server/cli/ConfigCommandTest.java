package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config check} and {@code config print}. */
final class ConfigCommandTest {
    @TempDir
    private Path folder = Path.of("");

    // Guards whoever begins a file with what is printed: it is one, and says the same.
    @Test
    void print_whatItPrints_isAFileThatSaysTheSame() throws IOException {
        CommandRun first = CommandRun.of("config", "print", "--max-rows", "5", "--plaintext", "--host", "#1: [x]");
        assertEquals(0, first.exit(), first.err());
        assertTrue(first.out().contains("max-rows: 5 # --max-rows\n"), first.out());
        Path file = Files.writeString(folder.resolve("walras.yaml"), first.out());
        CommandRun second = CommandRun.of("config", "print", file.toString());
        assertEquals(withoutOrigin(first.out()), withoutOrigin(second.out()).replaceFirst("(?m)^# config.*\\R", ""));
        String json =
                CommandRun.of("config", "print", "--json", file.toString()).out();
        var rows = JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("max-rows");
        assertEquals(5, rows.get("value").getAsInt());
        assertTrue(rows.get("from").getAsString().startsWith(file + ":"), json);
    }

    private static String withoutOrigin(String page) {
        return page.replaceAll("(?m) # [^#]*$", "");
    }

    @Test
    void check_saysWhatServeWouldSay() throws IOException {
        Path file = Files.writeString(folder.resolve("walras.yaml"), "max-row: 5\nport: -1\n");
        CommandRun check = CommandRun.of("config", "check", file.toString());
        assertEquals(2, check.exit());
        assertEquals(
                "walras: " + file + ":1:1: \"max-row\" is no key here; did you mean max-rows?\n" + "walras: " + file
                        + ":2:7: port: expected a whole number, 0 .. 65535, got -1\n",
                check.err());
        assertEquals(
                check.err(), CommandRun.of("serve", "--config", file.toString()).err());
        assertEquals(1, CommandRun.of("config", "check", folder + "/none").exit());
        Files.writeString(file, "token-file: none\n");
        CommandRun gone = CommandRun.of("config", "check", file.toString());
        assertEquals(2, gone.exit());
        assertTrue(gone.err().contains(file + ":1:13: expected a readable file"), gone.err());
        Files.writeString(folder.resolve("none"), "# no token\n");
        assertEquals(1, CommandRun.of("config", "check", file.toString()).exit());
        Files.writeString(folder.resolve("none"), "alpha\n");
        CommandRun good = CommandRun.of("config", "check", file.toString());
        assertEquals(file + ": good\n", good.out(), good.err());
    }
}
