package walras.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import walras.env.Nearest;
import walras.env.Words;

/** The value of every setting and who said it: a flag, else a variable, else the file, else what is usual. */
public final class Values {
    private static final int LONGEST_SHOWN = 60;
    private static final String SERVICE = "(tcp|udp|sctp)://.*";

    private final Map<String, Value> values;

    private Values(Map<String, Value> values) {
        this.values = values;
    }

    /**
     * Lays what was said on top of each other.
     *
     * @param flags by name, without dashes
     * @param variables of the environment
     * @param file what the file says, by name
     * @throws ConfigException with everything that is wrong with flags and variables
     */
    public static Values of(
            List<Setting> table, Map<String, String> flags, Map<String, String> variables, Map<String, Value> file) {
        Map<String, Value> values = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        for (Setting setting : table) {
            Optional<Value> said = flag(setting, flags)
                    .or(() -> variable(setting, variables))
                    .or(() -> Optional.ofNullable(file.get(setting.name())));
            said.filter(value -> !setting.admits(value.text())).ifPresent(value -> faults.add(fault(setting, value)));
            said.or(() -> setting.usual().get().map(usual -> new Value(usual, Value.USUAL)))
                    .ifPresent(value -> values.put(setting.name(), value));
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new Values(values);
    }

    private static Optional<Value> flag(Setting setting, Map<String, String> flags) {
        return Optional.ofNullable(flags.get(setting.name())).map(text -> new Value(text, setting.flag()));
    }

    /**
     * What the environment says; empty variables are not set, but for secrets, where somebody meant otherwise. A Kubernetes
     * service named walras puts its own address into the variables of pods as WALRAS_PORT, which is none of ours.
     */
    static Optional<Value> variable(Setting setting, Map<String, String> variables) {
        boolean secret = setting.kind() == Setting.Kind.SECRET;
        return Optional.ofNullable(variables.get(setting.variable()))
                .filter(text -> secret || !text.isEmpty())
                .filter(text -> setting.kind() != Setting.Kind.WHOLE || !text.matches(SERVICE))
                .map(text -> new Value(text, setting.variable()));
    }

    private static Fault fault(Setting setting, Value value) {
        return new Fault(value.from(), "expected " + setting.expected() + ", got " + shown(setting, value.text()));
    }

    /** A value in a message: never a secret, and with the nearest right word. */
    static String shown(Setting setting, String text) {
        if (setting.kind() == Setting.Kind.SECRET) {
            return "an empty one";
        }
        boolean plain = setting.kind() == Setting.Kind.WHOLE || setting.kind() == Setting.Kind.SWITCH;
        String got = plain && !text.isBlank() ? Words.cut(text, LONGEST_SHOWN) : Words.shown(text, LONGEST_SHOWN);
        String near = Nearest.nearest(text, setting.words());
        boolean hint = setting.kind() == Setting.Kind.TEXT && !near.isEmpty();
        return hint ? got + "; did you mean " + near + "?" : got;
    }

    /** Its value; empty where nobody says one and none is usual. */
    public Optional<String> text(String name) {
        return said(name).map(Value::text);
    }

    /** The texts of a list. */
    public List<String> list(String name) {
        return text(name).map(texts -> List.of(texts.split(Setting.COMMA, -1))).orElse(List.of());
    }

    public Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }

    /** A whole number that has a value on every machine. */
    public long whole(String name) {
        return Long.parseLong(text(name).orElseThrow());
    }

    /** The same where it fits 32 bits, as its bounds say. */
    public int small(String name) {
        return Math.toIntExact(whole(name));
    }

    public boolean on(String name) {
        return text(name).orElse("").equals("true");
    }

    /** Its value and who said it. */
    public Optional<Value> said(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Where the value comes from, for a message about it. */
    public String where(Setting setting) {
        String from = said(setting.name()).map(Value::from).orElse(Value.USUAL);
        return from.equals(Value.USUAL) ? setting.flag() : from;
    }

    /** Settings whose values differ. */
    public List<Setting> differences(List<Setting> table, Values other) {
        return table.stream()
                .filter(setting -> !text(setting.name()).equals(other.text(setting.name())))
                .toList();
    }

    /** These, with another's values where those take effect without a restart. */
    public Values whileRunning(List<Setting> table, Values other) {
        Map<String, Value> mixed = new TreeMap<>(values);
        for (Setting setting : table) {
            if (setting.live()) {
                other.said(setting.name()).ifPresent(value -> mixed.put(setting.name(), value));
            }
        }
        return new Values(mixed);
    }
}
