package walras.server.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import walras.env.Nearest;
import walras.env.Words;

/** The keys and values of one mapping; what has no business in it is a fault of the document. */
final class YamlMapping {
    private static final int LONGEST_SHOWN = 60;

    private final YamlDocument document;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** @param known the keys that it may have */
    YamlMapping(YamlDocument document, Node node, String what, Collection<String> known) {
        this.document = document;
        if (!(node instanceof MappingNode mapping)) {
            document.wrong(node, what + ": expected keys and values, got " + shown(node));
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            add(entry.getKeyNode(), entry.getValueNode(), known);
        }
    }

    private void add(Node key, Node value, Collection<String> known) {
        String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!known.contains(name)) {
            String near = Nearest.nearest(name, known);
            String hint = near.isEmpty() ? "expected one of " + String.join(", ", known) : "did you mean " + near + "?";
            document.wrong(key, Words.shown(name, LONGEST_SHOWN) + " is no key here; " + hint);
        } else if (values.putIfAbsent(name, value) != null) {
            document.wrong(key, name + ": expected once, got twice");
        }
    }

    Map<String, Node> values() {
        return values;
    }

    Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The text of a key that must have one. */
    Optional<String> text(String key) {
        Optional<Node> node = value(key);
        if (node.isPresent()
                && !(node.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR))) {
            document.wrong(node.get(), key + ": expected a text, got " + shown(node.get()));
        }
        return node.filter(ScalarNode.class::isInstance).map(scalar -> ((ScalarNode) scalar).getValue());
    }

    /** A node in a message. */
    static String shown(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return node instanceof MappingNode ? "keys and values" : "a list";
        }
        return scalar.getTag().equals(Tag.STR)
                ? Words.shown(scalar.getValue(), LONGEST_SHOWN)
                : Words.cut(scalar.getValue().isEmpty() ? "nothing" : scalar.getValue(), LONGEST_SHOWN);
    }
}
