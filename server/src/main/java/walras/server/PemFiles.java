package walras.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys, and says what a file holds instead. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519", "Ed448", "RSASSA-PSS");
    static final int MOST_BYTES = 1 << 20;

    private PemFiles() {}

    /**
     * Reads a chain of certificates.
     *
     * @param flag that names the file
     * @throws IOException if there is none, or one that cannot be read
     */
    static List<X509Certificate> certificates(String flag, Path file) throws IOException {
        List<Block> blocks = blocks(flag, file);
        List<Block> found = blocks.stream()
                .filter(block -> block.label().equals(CERTIFICATE))
                .toList();
        if (found.isEmpty()) {
            throw wrong(flag, file, "certificates in PEM (BEGIN CERTIFICATE)", holds(blocks));
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Block block : found) {
            chain.add(certificate(flag, file, block));
        }
        return chain;
    }

    private static X509Certificate certificate(String flag, Path file, Block block) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes()));
        } catch (CertificateException | IllegalArgumentException broken) {
            throw wrong(flag, file, "whole certificates in PEM", "one that is damaged");
        }
    }

    /**
     * Reads a private key.
     *
     * @param flag that names the file
     * @throws IOException if there is none in a form that can be read
     */
    static PrivateKey key(String flag, Path file) throws IOException {
        List<Block> blocks = blocks(flag, file);
        String expected = "a private key in PEM, PKCS #8, without a password (BEGIN PRIVATE KEY;"
                + " openssl pkcs8 -topk8 -nocrypt makes one)";
        Block found = blocks.stream()
                .filter(block -> block.label().equals(KEY))
                .findFirst()
                .orElseThrow(() -> wrong(flag, file, expected, holds(blocks)));
        return KEY_KINDS.stream()
                .flatMap(kind -> key(kind, found).stream())
                .findFirst()
                .orElseThrow(() ->
                        wrong(flag, file, expected, "one that is damaged, or none of " + String.join(", ", KEY_KINDS)));
    }

    /** A key of one kind; empty where it is of another: it says of which, and the factories only read their own. */
    private static Optional<PrivateKey> key(String kind, Block block) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(block.bytes())));
        } catch (InvalidKeySpecException | IllegalArgumentException other) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static IOException wrong(String flag, Path file, String expected, String got) {
        return new IOException(flag + " " + file + ": expected " + expected + ", got " + got);
    }

    private static String holds(List<Block> blocks) {
        return blocks.isEmpty() ? "no PEM at all" : "BEGIN " + blocks.get(0).label();
    }

    /** What lies between BEGIN and END of one label. */
    private record Block(String label, String base64) {
        /** @throws IllegalArgumentException if it is no base 64 */
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(base64.strip());
        }
    }

    private static List<Block> blocks(String flag, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException refused) {
            throw FileFaults.of(flag, file, refused);
        }
        if (bytes.length > MOST_BYTES) {
            throw wrong(flag, file, "PEM", "more than " + (MOST_BYTES >> 20) + " MiB");
        }
        Matcher found = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        return found.results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }
}
