package walras.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import walras.server.session.Secret;

/** Where the server's token comes from. What is there and holds no token is refused: it would let everybody in. */
final class TokenText {
    private static final String COMMENT = "#";
    private static final long MOST_BYTES = 64 << 10;

    private TokenText() {}

    /** The token of the file, else of the text; empty where neither was given. */
    static Optional<Secret> of(ServerConfig config) throws IOException {
        if (config.tokenFile().isPresent()) {
            return Optional.of(read(config.tokenFile().get()));
        }
        return config.token().isEmpty() ? Optional.empty() : Optional.of(Secret.of(config.token()));
    }

    /**
     * Reads a file of one token in one line, beside empty lines and those that begin with #.
     *
     * @throws IOException if there is none, or more than one
     */
    static Secret read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw wrong(file, "more than " + (MOST_BYTES >> 10) + " KiB");
        }
        List<String> tokens = Files.readString(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .toList();
        if (tokens.size() != 1) {
            throw wrong(file, tokens.isEmpty() ? "none, which would let everybody in" : tokens.size() + " lines");
        }
        if (!tokens.get(0).chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
            throw wrong(file, "letters that are no printable ASCII, which a caller could not send");
        }
        return Secret.of(tokens.get(0));
    }

    private static IOException wrong(Path file, String got) {
        return new IOException("--token-file " + file + ": expected one token in one line, got " + got);
    }
}
