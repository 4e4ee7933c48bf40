package walras.tournament.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import walras.env.Problem;

/** A YAML document as Java forms of JSON values, with the line and column of each, found by JSON Pointer. */
public final class Document {
    /** YAML in which aliases refer to aliases grows without end; no tournament needs many. */
    private static final int MOST_ALIASES = 50;

    private static final int MOST_CHARACTERS = 4 << 20;
    private static final int MOST_DEPTH = 64;

    private final String name;
    private final Map<String, Mark> places = new HashMap<>(); // by JSON Pointer
    private final @Nullable Object value;

    private Document(String name, Node root) {
        this.name = name;
        value = value("", root, 0);
    }

    /**
     * Reads one document.
     *
     * @param name of the file, for errors
     * @throws Problem BAD_REQUEST with line and column
     */
    public static Document parse(String name, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw Problem.request(name, "at most " + MOST_CHARACTERS + " characters", text.length());
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        try {
            requireShallow(name, new Parse(settings).parseString(text));
            Optional<Node> root = new Compose(settings).composeString(text);
            return new Document(name, root.orElseThrow(() -> Problem.request(name, "a tournament", "an empty file")));
        } catch (MarkedYamlEngineException broken) {
            throw Problem.request(
                    place(name, broken.getProblemMark().or(broken::getContextMark)), "YAML", broken.getProblem());
        } catch (YamlEngineException broken) {
            throw Problem.request(name, "YAML", String.valueOf(broken.getMessage()));
        }
    }

    /** Composing is recursive, and reading events is not. */
    private static void requireShallow(String name, Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
                throw Problem.request(
                        place(name, event.getStartMark()), "at most " + MOST_DEPTH + " levels", depth + " levels");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    /** The whole document. */
    public @Nullable Object value() {
        return value;
    }

    /** {@code FILE:LINE:COLUMN: PATH}: where a value stands, for errors. */
    public String where(String pointer) {
        String path = path(pointer);
        String at = place(name, Optional.ofNullable(mark(pointer)));
        return path.isEmpty() ? at : at + ": " + path;
    }

    /** Where something is wrong. */
    public Problem wrong(String pointer, String expected, @Nullable Object got) {
        return Problem.request(where(pointer), expected, got);
    }

    /** The same with the nearest right word. */
    public Problem wrong(String pointer, String expected, @Nullable Object got, String nearest) {
        return Problem.of(Problem.Kind.INVALID, "BAD_REQUEST", where(pointer), expected, String.valueOf(got), nearest);
    }

    /** A problem of the environment's or a policy's, with the place in the file that has led to it. */
    public Problem at(String pointer, Problem problem) {
        return Problem.of(
                problem.kind(),
                problem.reason(),
                where(pointer) + ": " + problem.where(),
                problem.expected(),
                problem.got(),
                problem.nearest());
    }

    private @Nullable Mark mark(String pointer) {
        String at = pointer;
        while (!places.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return places.get(at);
    }

    private static String place(String name, Optional<Mark> mark) {
        return name
                + mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                        .orElse("");
    }

    /** {@code /entrants/2/policy} as people write it: {@code entrants[2].policy}. */
    private static String path(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String part : pointer.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            boolean index = part.chars().allMatch(Character::isDigit);
            path.append(index ? "[" + part + "]" : (path.isEmpty() ? "" : ".") + plain(part));
        }
        return path.toString();
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static String plain(String part) {
        return part.replace("~1", "/").replace("~0", "~");
    }

    private @Nullable Object value(String pointer, Node node, int depth) {
        node.getStartMark().ifPresent(mark -> places.putIfAbsent(pointer, mark));
        if (depth > MOST_DEPTH) {
            throw wrong(pointer, "at most " + MOST_DEPTH + " levels", "more");
        }
        if (node instanceof MappingNode mapping) {
            return map(pointer, mapping, depth);
        } else if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                list.add(value(pointer + "/" + list.size(), element, depth + 1));
            }
            return list;
        }
        return scalar(pointer, (ScalarNode) node);
    }

    private Map<String, @Nullable Object> map(String pointer, MappingNode mapping, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            String inside = pointer + "/" + escaped(key);
            entry.getKeyNode().getStartMark().ifPresent(mark -> places.put(inside, mark));
            if (map.containsKey(key)) {
                throw wrong(inside, "every name once", key + " twice");
            }
            map.put(key, value(inside, entry.getValueNode(), depth + 1));
        }
        return map;
    }

    private @Nullable Object scalar(String pointer, ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return null;
            } else if (tag.equals(Tag.BOOL)) {
                return Boolean.valueOf(text);
            } else if (tag.equals(Tag.INT)) {
                return Long.parseLong(text);
            } else if (tag.equals(Tag.FLOAT)) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException broken) {
            throw wrong(pointer, "a number that a computer holds", text);
        }
        return text;
    }
}
