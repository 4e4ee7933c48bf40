package walras.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Files of settings: what is wrong in them has a line and a column, and their schema says the same as their reader. */
final class ConfigFileTest {
    private static final List<Setting> TABLE = List.of(
            Setting.path("config", List.of(), "The file.").at(Setting.Place.OUTSIDE),
            Setting.text("host", "here", "A text."),
            Setting.whole("rows", 1, 100, 7, "A number."),
            Setting.path("memory", List.of("off"), "A path or a word."),
            Setting.onOff("plain", "A switch."),
            Setting.choice("format", List.of("text", "json"), "A choice."),
            Setting.list("names", "Texts."),
            Setting.secret("token", "A secret."));

    @TempDir
    private Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("walras.yaml"), text);
    }

    private List<String> faults(String text) throws IOException {
        Path file = file(text);
        ConfigException wrong = assertThrows(ConfigException.class, () -> ConfigFile.read(TABLE, file), text);
        return wrong.faults().stream()
                .map(fault -> fault.toString().replace(file + ":", ""))
                .toList();
    }

    // Guards operators with several mistakes: all of them are said at once, in the order of the file, where they are.
    @Test
    void read_wrongFile_saysEverythingWithItsPlace() throws IOException {
        String text = "hots: a\nrows: 101\nplain: yes\n\nmemory: 5\nformat: jsn\nrows: 3\ntoken: x\n";
        assertEquals(
                List.of(
                        "1:1: \"hots\" is no key here; did you mean host?",
                        "2:7: rows: expected a whole number, 1 .. 100, got 101",
                        "3:8: plain: expected true or false, got yes",
                        "5:9: memory: expected a path, or off, got 5",
                        "6:9: format: expected one of text, json, got \"jsn\"; did you mean json?",
                        "7:1: rows: expected once, got twice",
                        "8:1: \"token\" is no key here; expected one of host, rows, memory, plain, format, names"),
                faults(text));
    }

    @Test
    void read_whatIsNoMapping_isRefused() throws IOException {
        assertEquals(List.of("1:1: the file: expected keys and values, got a list"), faults("- host\n"));
        assertEquals(List.of("2:7: host: expected a text, got keys and values"), faults("# one\nhost: {a: 1}\n"));
        assertTrue(faults("host: [1\nrows: 2\n").get(0).startsWith("2:"), "the place where YAML ends");
        assertTrue(faults("\trows: 2\n").get(0).startsWith("1:1: no YAML: "));
    }

    // Guards against bytes that no text has, and files without an end.
    @Test
    void read_whatIsNoText_isRefused() throws IOException {
        Path file = folder.resolve("walras.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThrows(ConfigException.class, () -> ConfigFile.read(TABLE, file));
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThrows(ConfigException.class, () -> ConfigFile.read(TABLE, file));
    }

    @Test
    void read_paths_startFromTheFile() throws IOException {
        Map<String, Value> said = ConfigFile.read(TABLE, file("memory: shared\n"));
        assertEquals(new Value(folder.resolve("shared").toString(), folder + "/walras.yaml:1:9"), said.get("memory"));
        assertEquals(
                "off",
                Objects.requireNonNull(
                                ConfigFile.read(TABLE, file("memory: off\n")).get("memory"))
                        .text());
        assertEquals(Map.of(), ConfigFile.read(TABLE, file("# nothing\n")));
    }

    // Guards the order of precedence, for every pair.
    @Test
    void values_aFlagWinsOverAVariableOverTheFile() throws IOException {
        Map<String, Value> file = ConfigFile.read(TABLE, file("rows: 2\n"));
        Map<String, String> flag = Map.of("rows", "4");
        Map<String, String> variable = Map.of("WALRAS_ROWS", "3");
        assertEquals(new Value("4", "--rows"), said(flag, variable, file));
        assertEquals(new Value("4", "--rows"), said(flag, Map.of(), file));
        assertEquals(new Value("3", "WALRAS_ROWS"), said(Map.of(), variable, file));
        assertEquals("2", said(Map.of(), Map.of(), file).text());
        assertEquals(new Value("7", "default"), said(Map.of(), Map.of(), Map.of()));
        assertEquals(new Value("7", "default"), said(Map.of(), Map.of("WALRAS_ROWS", ""), Map.of()));
        assertEquals(new Value("7", "default"), said(Map.of(), Map.of("WALRAS_ROWS", "tcp://10.0.0.1:1"), Map.of()));
    }

    private static Value said(Map<String, String> flags, Map<String, String> variables, Map<String, Value> file) {
        return Values.of(TABLE, flags, variables, file).said("rows").orElseThrow();
    }

    @Test
    void values_thatAreWrong_areAllSaidAndNoSecretIs() {
        Map<String, String> flags = Map.of("rows", "0", "format", "tex");
        ConfigException wrong = assertThrows(
                ConfigException.class, () -> Values.of(TABLE, flags, Map.of("WALRAS_TOKEN", " "), Map.of()));
        assertEquals(
                List.of(
                        "--rows: expected a whole number, 1 .. 100, got 0",
                        "--format: expected one of text, json, got \"tex\"; did you mean text?",
                        "WALRAS_TOKEN: expected a token; unset it for a server that asks for none, got an empty one"),
                wrong.faults().stream().map(Fault::toString).toList());
        Values good = Values.of(TABLE, Map.of(), Map.of("WALRAS_TOKEN", "alpha"), Map.of());
        assertTrue(!ConfigPage.yaml(TABLE, good).contains("alpha")
                && !ConfigPage.json(TABLE, good).toString().contains("alpha"));
    }

    // Guards editors and pipelines, which go by the schema: it takes and refuses what the reader does.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows: 1",
                "rows: 100",
                "rows: 0",
                "rows: 101",
                "rows: 1.5",
                "rows: \"5\"",
                "rows: [5]",
                "rows:",
                "host: a",
                "host: 5",
                "host: ''",
                "plain: true",
                "plain: yes",
                "format: json",
                "format: jsn",
                "memory: off",
                "memory: ''",
                "names: [a, b]",
                "names: []",
                "names: a",
                "names: ['a,b']",
                "names: ['']",
                "names: [5]",
                "config: a",
                "token: a",
                "hots: a",
                "# nothing",
                "- host"
            })
    void schema_agreesWithTheReader(String text) throws IOException {
        boolean read;
        try {
            ConfigFile.read(TABLE, file(text));
            read = true;
        } catch (ConfigException wrong) {
            read = false;
        }
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        URI schema = validator.registerSchema(ConfigSchema.of(TABLE));
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
        assertEquals(read, validator.validate(schema, json(loaded)).isValid(), text);
    }

    private static JsonElement json(Object value) {
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, inner) -> object.add(String.valueOf(key), json(inner)));
            return object;
        } else if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(inner -> array.add(json(inner)));
            return array;
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        } else if (value instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
    }
}
