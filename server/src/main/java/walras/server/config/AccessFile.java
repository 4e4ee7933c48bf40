package walras.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import walras.env.Nearest;

/** A file of names that may call, each with a role, the hash of its token, and quotas. */
public final class AccessFile {
    /** Keys of quotas: whole numbers, 1 or more. */
    public static final List<String> QUOTAS = List.of("sessions", "rows", "inbound-mib", "cpu-seconds", "tournaments");

    private static final List<String> LISTS = List.of("tokens", "certificates");
    private static final String HASH = "[0-9a-f]{64}";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";
    private static final int MOST_DIGITS = 12;

    /**
     * One of them.
     *
     * @param hash SHA-256 of its token, hexadecimal; empty where its certificate makes it known
     * @param quotas by key
     */
    public record Entry(String name, String role, Optional<String> hash, Map<String, Long> quotas) {}

    private final YamlDocument document;
    private final List<String> roles;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private AccessFile(YamlDocument document, List<String> roles) {
        this.document = document;
        this.roles = roles;
    }

    /**
     * Reads a file.
     *
     * @param roles that there are
     * @throws IOException if it cannot be read
     * @throws ConfigException with everything that is wrong in it; a list of nobody would let nobody in
     */
    public static List<Entry> read(Path file, List<String> roles) throws IOException {
        Optional<YamlDocument> document = YamlDocument.read(file);
        if (document.isEmpty()) {
            throw new ConfigException(
                    List.of(new Fault(file.toString(), "expected tokens or certificates, got nothing")));
        }
        AccessFile reading = new AccessFile(document.get(), roles);
        reading.read();
        document.get().requireGood();
        return List.copyOf(reading.entries);
    }

    private void read() {
        YamlMapping lists = new YamlMapping(document, document.root(), "the file", LISTS);
        for (String list : LISTS) {
            lists.value(list).ifPresent(node -> {
                if (node instanceof SequenceNode sequence) {
                    sequence.getValue().forEach(entry -> entry(entry, list.equals("tokens")));
                } else {
                    document.wrong(node, list + ": expected a list, got " + YamlMapping.shown(node));
                }
            });
        }
        if (entries.isEmpty()) {
            document.wrong(document.root(), "expected somebody who may call, got nobody");
        }
    }

    private void entry(Node node, boolean token) {
        List<String> keys = new ArrayList<>(List.of("name", "role"));
        if (token) {
            keys.add("sha256");
        }
        keys.addAll(QUOTAS);
        YamlMapping mapping = new YamlMapping(document, node, "an entry", keys);
        Optional<String> name = required(mapping, node, "name", NAME, "letters, digits and ._@-, at most 64");
        Optional<String> role = mapping.text("role");
        if (role.filter(roles::contains).isEmpty()) {
            wrongRole(mapping.value("role").orElse(node), role.orElse(""));
        }
        Optional<String> hash = token
                ? required(mapping, node, "sha256", HASH, "64 hexadecimal digits, as ./walras token prints them")
                : Optional.empty();
        Map<String, Long> quotas = new TreeMap<>();
        for (String quota : QUOTAS) {
            mapping.value(quota).flatMap(value -> number(quota, value)).ifPresent(n -> quotas.put(quota, n));
        }
        String called = name.orElse("");
        if (!names.add(called)) {
            document.wrong(node, "name: expected one entry for each, got a second one of " + called);
        }
        entries.add(new Entry(called, role.orElse(""), hash, quotas));
    }

    private void wrongRole(Node node, String got) {
        String near = Nearest.nearest(got, roles);
        String hint = near.isEmpty() ? "" : "; did you mean " + near + "?";
        document.wrong(node, "role: expected one of " + String.join(", ", roles) + ", got \"" + got + '"' + hint);
    }

    private Optional<String> required(YamlMapping mapping, Node entry, String key, String form, String expected) {
        Optional<String> text = mapping.text(key);
        if (text.filter(value -> value.matches(form)).isEmpty()) {
            Node where = mapping.value(key).orElse(entry);
            document.wrong(where, key + ": expected " + expected + ", got " + (text.isEmpty() ? "none" : "another"));
        }
        return text;
    }

    private Optional<Long> number(String key, Node node) {
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.INT)
                && scalar.getValue().length() <= MOST_DIGITS
                && Long.parseLong(scalar.getValue()) >= 1) {
            return Optional.of(Long.parseLong(scalar.getValue()));
        }
        document.wrong(node, key + ": expected a whole number, 1 or more, got " + YamlMapping.shown(node));
        return Optional.empty();
    }
}
