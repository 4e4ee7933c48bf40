package walras.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import walras.env.EconomySpec;
import walras.env.Problem;
import walras.env.Profile;

/**
 * One {@code GROUP=NAME[:JSON]} or {@code GROUP[AGENT]=NAME[:JSON]}: who plays where.
 *
 * @param agent index in the group, or -1 for all agents that no other choice names
 * @param options the policy's own, not yet resolved
 */
record SeatChoice(String group, int agent, String policy, Map<String, @Nullable Object> options) {
    private static final Pattern SYNTAX =
            Pattern.compile("([^=\\[\\]]+)(?:\\[(\\d{1,9})])?=([^:]+)(?::(.*))?", Pattern.DOTALL);

    /** The policy of a whole group. */
    static SeatChoice whole(String group, String policy, Map<String, ?> options) {
        return new SeatChoice(group, Profile.WHOLE_GROUP, policy, new LinkedHashMap<>(options));
    }

    /** @throws Problem BAD_REQUEST where the words do not have that form */
    static SeatChoice parse(String argument) {
        Matcher matcher = SYNTAX.matcher(argument);
        if (!matcher.matches()) {
            throw Problem.request("--policy", "GROUP=NAME[:JSON] or GROUP[AGENT]=NAME[:JSON]", argument);
        }
        String index = matcher.group(2);
        String name = String.valueOf(matcher.group(3));
        return new SeatChoice(
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

    /** The choices as a profile of an economy. */
    static Profile profile(List<SeatChoice> choices, EconomySpec spec) {
        return Profile.of(
                spec,
                choices.stream()
                        .map(seat -> new Profile.Choice(seat.group, seat.agent, seat.policy, seat.options))
                        .toList());
    }
}
