package walras.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import walras.server.session.plan.Secret;

/** Where the server's token comes from. What is there and holds no token is refused: it would let everybody in. */
final class TokenText {
    private static final String FLAG = "--token-file";
    private static final String COMMENT = "#";
    private static final int MOST_BYTES = 64 << 10;

    private TokenText() {}

    /** The token of the file, else of the text; empty where neither was given. */
    static Optional<Secret> of(ServerConfig config) throws IOException {
        if (config.tokenFile().isPresent()) {
            return Optional.of(read(config.tokenFile().get()));
        }
        return config.token().isEmpty() ? Optional.empty() : Optional.of(secret("WALRAS_TOKEN", config.token()));
    }

    /**
     * Reads a file of one token in one line, beside empty lines and those that begin with #.
     *
     * @throws IOException if there is none, or more than one
     */
    static Secret read(Path file) throws IOException {
        String where = FLAG + " " + file;
        List<String> tokens = text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .toList();
        if (tokens.size() != 1) {
            throw wrong(where, tokens.isEmpty() ? "none, which would let everybody in" : tokens.size() + " lines");
        }
        return secret(where, tokens.get(0));
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException refused) {
            throw FileFaults.of(FLAG, file, refused);
        }
        if (bytes.length > MOST_BYTES) {
            throw wrong(FLAG + " " + file, "more than " + (MOST_BYTES >> 10) + " KiB");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Secret secret(String where, String token) throws IOException {
        if (!token.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
            throw wrong(where, "letters that are no printable ASCII, which a caller could not send");
        }
        return Secret.of(token);
    }

    private static IOException wrong(String where, String got) {
        return new IOException(where + ": expected one token in one line, got " + got);
    }
}
