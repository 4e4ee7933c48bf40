package walras.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import walras.env.Problem;
import walras.env.Profile;

/** {@code --policy GROUP=NAME[:JSON]...}: which policies play. */
final class PolicyArguments {
    /** {@code GROUP=NAME[:JSON]} or {@code GROUP[AGENT]=NAME[:JSON]}. */
    private static final Pattern SYNTAX =
            Pattern.compile("([^=\\[\\]]+)(?:\\[(\\d{1,9})])?=([^:]+)(?::(.*))?", Pattern.DOTALL);

    @Option(
            names = "--policy",
            paramLabel = "GROUP=NAME[:JSON]",
            description =
                    "Who plays for a group, or for one agent of it, GROUP[AGENT]=NAME. Groups that nobody names are"
                            + " played by their first policy.")
    private List<String> policies = List.of();

    /** @throws Problem BAD_REQUEST where words do not have that form */
    List<Profile.Choice> choices() {
        return policies.stream().map(PolicyArguments::choice).toList();
    }

    private static Profile.Choice choice(String argument) {
        Matcher matcher = SYNTAX.matcher(argument);
        if (!matcher.matches()) {
            throw Problem.request("--policy", "GROUP=NAME[:JSON] or GROUP[AGENT]=NAME[:JSON]", argument);
        }
        String index = matcher.group(2);
        String name = String.valueOf(matcher.group(3));
        return new Profile.Choice(
                String.valueOf(matcher.group(1)),
                index == null ? Profile.WHOLE_GROUP : Integer.parseInt(index),
                name,
                options(name, matcher.group(4)));
    }

    private static Map<String, @Nullable Object> options(String policy, @Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        String where = "options of policy " + policy;
        Object value = EnvironmentArguments.value(where, json);
        if (!(value instanceof Map<?, ?> map)) {
            throw Problem.request(where, "a JSON object", json);
        }
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        map.forEach((name, element) -> options.put(String.valueOf(name), element));
        return options;
    }
}
