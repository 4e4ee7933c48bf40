package walras.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.report.Json;

/** {@code ID [-o NAME=JSON]...}: which environment, under which options. */
final class EnvironmentArguments {
    private static final Pattern BARE_WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.,-]*");

    @Parameters(index = "0", paramLabel = "ID", description = "The environment, for example auction/chain-v0.")
    private String id = "";

    @Option(
            names = {"-o", "--option"},
            paramLabel = "NAME=JSON",
            description = "An option of the environment. The value is JSON; a text may stand without its quotes, and"
                    + " @FILE reads the value from a file.")
    private List<String> options = List.of();

    /** @throws Problem UNKNOWN_ENVIRONMENT with the nearest id */
    Environment environment() {
        return Registry.discover().find(id);
    }

    /** @throws Problem UNKNOWN_OPTION with the nearest name, or BAD_OPTION */
    Options options(Environment environment) {
        return options(environment, Map.of());
    }

    /** The same with values that take the place of those on the command line. */
    Options options(Environment environment, Map<String, @Nullable Object> others) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (String argument : options) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw Problem.request("-o", "NAME=JSON", argument);
            }
            String name = argument.substring(0, equals);
            given.put(name, value("option " + name, argument.substring(equals + 1)));
        }
        given.putAll(others);
        return environment.options().resolve(given);
    }

    /** The economy under the options. */
    Economy economy(Environment environment, Options resolved) {
        return environment.economy(resolved);
    }

    /**
     * Reads a JSON value, a bare word or {@code @FILE}.
     *
     * @param where names the value in errors
     */
    static @Nullable Object value(String where, String text) {
        String json = text.startsWith("@") ? content(where, text.substring(1)) : text;
        try {
            return Json.parse(json);
        } catch (IllegalArgumentException broken) {
            if (BARE_WORD.matcher(text).matches()) {
                return text;
            }
            throw Problem.request(where, "JSON", json.strip());
        }
    }

    private static String content(String where, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw Problem.request(where, "a readable file", file);
        }
    }
}
