package walras.server.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Problem;
import walras.env.batch.BatchBuilder;

/**
 * One {@code GROUP=NAME[:JSON]} or {@code GROUP[AGENT]=NAME[:JSON]}: who plays where.
 *
 * @param agent index in the group, or -1 for all agents that no other choice names
 * @param options the policy's own, not yet resolved
 */
record SeatChoice(String group, int agent, String policy, Map<String, @Nullable Object> options) {
    private static final int WHOLE_GROUP = -1;
    private static final Pattern SYNTAX =
            Pattern.compile("([^=\\[\\]]+)(?:\\[(\\d{1,9})])?=([^:]+)(?::(.*))?", Pattern.DOTALL);

    /** The policy of a whole group. */
    static SeatChoice whole(String group, String policy, Map<String, ?> options) {
        return new SeatChoice(group, WHOLE_GROUP, policy, new LinkedHashMap<>(options));
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
                index == null ? WHOLE_GROUP : Integer.parseInt(index),
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

    /**
     * Seats everybody: the agents that are named, then the rest of their groups, then groups that nobody named by their
     * default policies.
     *
     * @throws Problem UNKNOWN_GROUP, UNKNOWN_POLICY, BAD_REQUEST
     */
    static void seat(List<SeatChoice> choices, EconomySpec spec, BatchBuilder batch) {
        choices.forEach(choice -> spec.group(choice.group()));
        for (Group group : spec.groups()) {
            int[] takers = takers(group, choices); // [n]
            for (int from = 0, to; from < takers.length; from = to) {
                to = from + 1;
                while (to < takers.length && takers[to] == takers[from]) {
                    to++;
                }
                if (takers[from] < 0) {
                    String name = spec.defaultPolicy(group.name()).name();
                    batch.policy(group.name(), from, to - from, name, Map.of());
                } else {
                    SeatChoice choice = choices.get(takers[from]);
                    batch.policy(group.name(), from, to - from, choice.policy(), choice.options());
                }
            }
        }
    }

    /** For every agent the choice that takes it, -1 for none: its own, else its group's, the later before the earlier. */
    private static int[] takers(Group group, List<SeatChoice> choices) { // [n]
        int[] own = new int[group.agents()]; // [n]
        Arrays.fill(own, -1);
        int whole = -1;
        for (int k = 0; k < choices.size(); k++) {
            SeatChoice choice = choices.get(k);
            if (choice.group.equals(group.name()) && choice.agent == WHOLE_GROUP) {
                whole = k;
            } else if (choice.group.equals(group.name())) {
                if (choice.agent >= own.length) {
                    throw Problem.request(
                            "--policy " + choice.group, "an agent in 0 .. " + (own.length - 1), choice.agent);
                }
                own[choice.agent] = k;
            }
        }
        int rest = whole;
        return IntStream.of(own).map(taker -> taker < 0 ? rest : taker).toArray();
    }
}
