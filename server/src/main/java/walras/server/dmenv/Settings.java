package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import walras.env.Problem;
import walras.env.Seed;
import walras.server.session.Session;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.NamedPolicy;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.ResetOrder.PartChange;

/** Settings of requests. Some words are the facade's own; every other setting is an option of the environment. */
final class Settings {
    static final String ENVIRONMENT = "environment";
    static final String SEED = "seed";
    static final String SEATS = "seats";
    static final String POLICIES = "policies";

    private static final Pattern SEAT = Pattern.compile("([^\\[\\]]+)(?:\\[(\\d{1,6})])?");

    private final Map<String, Object> values = new LinkedHashMap<>();

    Settings(Map<String, Tensor> settings) {
        long elements = 0; // of all of them, before any is unpacked
        for (Map.Entry<String, Tensor> setting : settings.entrySet()) {
            elements += JsonTensor.elements(where(setting.getKey()), setting.getValue());
        }
        if (elements > Shapes.MOST_ELEMENTS) {
            throw Problem.limit("settings: elements", "at most " + Shapes.MOST_ELEMENTS, elements);
        }
        settings.forEach((name, tensor) -> values.put(name, JsonTensor.read(where(name), tensor)));
    }

    private static String where(String name) {
        return "setting " + name;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * The session that a world is: one row, every metric, and the seats that are named, or one for each group.
     *
     * @throws Problem BAD_REQUEST for what is missing or of another type
     */
    SessionConfig session() {
        if (!values.containsKey(ENVIRONMENT)) {
            throw Problem.request(where(ENVIRONMENT), "the id of an environment", "none");
        }
        if (values.containsKey(POLICIES) && texts(SEATS).isEmpty()) {
            throw Problem.request(where(SEATS), "the seats of those who join, beside policies", "none");
        }
        List<SeatConfig> seats = new ArrayList<>();
        texts(SEATS).forEach(seat -> seats.add(seat(seat, Optional.empty())));
        texts(POLICIES).forEach(choice -> seats.add(policy(choice)));
        SessionConfig plain = SessionConfig.of(text(ENVIRONMENT));
        return new SessionConfig(
                plain.environment(),
                options(List.of(ENVIRONMENT, SEED, SEATS, POLICIES)),
                1,
                seed(),
                List.of(),
                plain.autoreset(),
                seats,
                Optional.empty(),
                List.of("*"),
                1,
                SessionConfig.LogMode.USUAL,
                Optional.empty(),
                plain.backend(),
                List.of());
    }

    /** The new episode of a world, of a seed and with other options where they are given. */
    ResetOrder reset() {
        Map<String, Object> options = options(List.of(SEED));
        ResetOrder plain = ResetOrder.all();
        List<PartChange> changes =
                options.isEmpty() ? List.of() : List.of(new PartChange(0, options, OptionalLong.empty()));
        return new ResetOrder(plain.mask(), seed(), plain.rowSeeds(), List.of(), changes);
    }

    /**
     * The seats that a join takes: all that the world's name gives the right to, or the ones that the settings name.
     *
     * @throws Problem UNKNOWN_SEAT for another one, BAD_REQUEST for other settings
     */
    List<Integer> seats(Session session, List<Integer> allowed) {
        options(List.of(SEATS)).keySet().stream().findFirst().ifPresent(other -> {
            throw Problem.request(where(other), "seats, and no other setting of a join", other);
        });
        List<String> names = allowed.stream().map(k -> name(session, k)).toList();
        List<String> asked = texts(SEATS);
        asked.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(other -> {
            String expected = "one of " + String.join(", ", names);
            throw Problem.of(Problem.Kind.NOT_FOUND, "UNKNOWN_SEAT", where(SEATS), expected, other, "");
        });
        return asked.isEmpty()
                ? allowed
                : asked.stream()
                        .map(names::indexOf)
                        .map(allowed::get)
                        .sorted()
                        .distinct()
                        .toList();
    }

    /** {@code bidders}, or {@code bidders[3]} for one agent of a group. */
    static String name(Session session, int seat) {
        SeatConfig config = session.seats().get(seat).plan().config();
        return config.group()
                + (config.agent().isPresent() ? "[" + config.agent().getAsInt() + "]" : "");
    }

    private static SeatConfig seat(String name, Optional<NamedPolicy> policy) {
        Matcher parts = SEAT.matcher(name);
        if (!parts.matches()) {
            throw Problem.request(where(SEATS), "GROUP or GROUP[AGENT]", name);
        }
        String agent = parts.group(2);
        OptionalInt index = agent == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(agent));
        return new SeatConfig(parts.group(1), index, policy, false);
    }

    private static SeatConfig policy(String choice) {
        int equals = choice.indexOf('=');
        if (equals < 1) {
            throw Problem.request(where(POLICIES), "SEAT=POLICY", choice);
        }
        NamedPolicy policy = new NamedPolicy(choice.substring(equals + 1), Map.of());
        return seat(choice.substring(0, equals), Optional.of(policy));
    }

    private Map<String, Object> options(List<String> own) {
        Map<String, Object> options = new LinkedHashMap<>(values);
        own.forEach(options::remove);
        return options;
    }

    private OptionalLong seed() {
        Object seed = values.get(SEED);
        if (seed == null) {
            return OptionalLong.empty();
        } else if (seed instanceof Long whole) {
            return OptionalLong.of(Seed.require(where(SEED), whole));
        }
        throw Seed.refused(where(SEED), seed.toString());
    }

    private String text(String name) {
        Object value = values.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw Problem.request(where(name), "a text", value);
    }

    /** A text, or a list of texts; none where there is no such setting. */
    private List<String> texts(String name) {
        if (!values.containsKey(name)) {
            return List.of();
        } else if (!(values.get(name) instanceof List<?> list)) {
            return List.of(text(name));
        } else if (list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw Problem.request(where(name), "texts", values.get(name));
    }
}
