package walras.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a file of settings says: YAML, one key for each setting. Paths in it start from the folder that it lies in. */
public final class ConfigFile {
    private static final Map<Setting.Kind, Tag> TAGS = Map.of(
            Setting.Kind.WHOLE, Tag.INT,
            Setting.Kind.SWITCH, Tag.BOOL,
            Setting.Kind.TEXT, Tag.STR,
            Setting.Kind.PATH, Tag.STR);

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws ConfigException with everything that is wrong in it
     */
    public static Map<String, Value> read(List<Setting> table, Path file) throws IOException {
        Map<String, Value> said = new HashMap<>();
        Optional<YamlDocument> read = YamlDocument.read(file);
        if (read.isEmpty()) {
            return said;
        }
        YamlDocument document = read.get();
        List<Setting> known = table.stream().filter(Setting::inFile).toList();
        YamlMapping mapping = new YamlMapping(
                document,
                document.root(),
                "the file",
                known.stream().map(Setting::name).toList());
        for (Setting setting : known) {
            mapping.value(setting.name())
                    .flatMap(node -> value(document, setting, node))
                    .ifPresent(value -> said.put(setting.name(), value));
        }
        document.requireGood();
        return said;
    }

    private static Optional<Value> value(YamlDocument document, Setting setting, Node node) {
        return setting.kind() == Setting.Kind.LIST ? list(document, setting, node) : scalar(document, setting, node);
    }

    private static Optional<Value> list(YamlDocument document, Setting setting, Node node) {
        List<String> texts = new ArrayList<>();
        List<Node> items = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        for (Node item : items) {
            if (!(item instanceof ScalarNode scalar)
                    || item == node
                    || !scalar.getTag().equals(Tag.STR)
                    || scalar.getValue().isBlank()
                    || scalar.getValue().contains(Setting.COMMA)) {
                String got = YamlMapping.shown(item);
                document.wrong(item, setting.name() + ": expected a list of " + setting.expected() + ", got " + got);
                return Optional.empty();
            }
            texts.add(scalar.getValue());
        }
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Value(String.join(Setting.COMMA, texts), document.place(node)));
    }

    private static Optional<Value> scalar(YamlDocument document, Setting setting, Node node) {
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(TAGS.get(setting.kind()))
                && setting.admits(scalar.getValue())) {
            String text = scalar.getValue();
            boolean path =
                    setting.kind() == Setting.Kind.PATH && !setting.words().contains(text);
            return Optional.of(new Value(path ? document.beside(text) : text, document.place(node)));
        }
        String got = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
                ? Values.shown(setting, scalar.getValue())
                : YamlMapping.shown(node);
        document.wrong(node, setting.name() + ": expected " + setting.expected() + ", got " + got);
        return Optional.empty();
    }
}
