package walras.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A file of YAML 1.2, and what is found to be wrong in it, with lines and columns. */
final class YamlDocument {
    private record Wrong(int index, Fault fault) {}

    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final Node root; // of an empty file too: a mapping of nothing
    private final List<Wrong> wrongs = new ArrayList<>();

    private YamlDocument(Path file, Node root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @return empty where it says nothing
     * @throws IOException if it cannot be read
     * @throws ConfigException if it is no YAML
     */
    static Optional<YamlDocument> read(Path file) throws IOException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setMaxAliasesForCollections(0)
                .build();
        try {
            return new Compose(settings).composeString(text(file)).map(root -> new YamlDocument(file, root));
        } catch (MarkedYamlEngineException wrong) {
            String what = String.valueOf(wrong.getProblem());
            throw new ConfigException(List.of(new Fault(place(file, wrong.getProblemMark()), "no YAML: " + what)));
        } catch (YamlEngineException wrong) {
            String what = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
            throw new ConfigException(List.of(new Fault(file.toString(), "no YAML: " + what)));
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigException(List.of(new Fault(file.toString(), "expected at most 1 MiB")));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new ConfigException(List.of(new Fault(file.toString(), "expected UTF-8")));
        }
    }

    Node root() {
        return root;
    }

    /** FILE:LINE:COLUMN of a node. */
    String place(Node node) {
        return place(file, node.getStartMark());
    }

    private static String place(Path file, Optional<Mark> mark) {
        return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                .orElse(file.toString());
    }

    /** A path that the file says is one from the folder that the file is in. */
    String beside(String path) {
        return file.resolveSibling(path).toString();
    }

    void wrong(Node node, String what) {
        wrongs.add(new Wrong(node.getStartMark().map(Mark::getIndex).orElse(0), new Fault(place(node), what)));
    }

    /** @throws ConfigException if anything was wrong */
    void requireGood() {
        if (!wrongs.isEmpty()) {
            wrongs.sort(Comparator.comparingInt(Wrong::index));
            throw new ConfigException(wrongs.stream().map(Wrong::fault).toList());
        }
    }
}
