package walras.server.cli;

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
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
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
                    + " @FILE reads the value from a .csv table, a NumPy array (.npy) or JSON.")
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
        Map<String, @Nullable Object> given = given(options, environment.options());
        given.putAll(others);
        return environment.options().resolve(given);
    }

    /** The values of words {@code NAME=JSON}; whether there are such options is said when all are resolved. */
    static Map<String, @Nullable Object> given(List<String> words, OptionsSchema schema) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (String argument : words) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw Problem.request("-o", "NAME=JSON", argument);
            }
            String name = argument.substring(0, equals);
            given.put(name, value("option " + name, argument.substring(equals + 1), option(schema, name)));
        }
        return given;
    }

    /** The economy under the options. */
    Economy economy(Environment environment, Options resolved) {
        return environment.economy(resolved);
    }

    /** The option of that exact name; null where there is none, which is said when all are resolved. */
    private static @Nullable OptionSpec option(OptionsSchema schema, String name) {
        return schema.specs().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** As the other one, for what is no option of an environment. */
    static @Nullable Object value(String where, String text) {
        return value(where, text, null);
    }

    /**
     * Reads a JSON value, a bare word or {@code @FILE}.
     *
     * @param where names the value in errors
     * @param option what the value is for, which says how a table is read
     */
    static @Nullable Object value(String where, String text, @Nullable OptionSpec option) {
        if (text.startsWith("@")) {
            return ArrayFile.read(where, Path.of(text.substring(1)), option);
        }
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException broken) {
            if (BARE_WORD.matcher(text).matches()) {
                return text;
            }
            throw Problem.request(where, "JSON", text.strip());
        }
    }
}
