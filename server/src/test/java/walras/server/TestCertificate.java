package walras.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate for localhost and its key, made by the JDK's own tool.
 *
 * @param certificate PEM
 * @param key PEM
 */
public record TestCertificate(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /**
     * A new one.
     *
     * @param name of its files
     * @param more words for keytool
     */
    public static TestCertificate make(Path folder, String name, String... more) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "walras"));
        words.addAll(List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"));
        words.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        words.addAll(more.length == 0 ? List.of("-keyalg", "EC") : List.of(more));
        assertTrue(new ProcessBuilder(words).inheritIO().start().waitFor(60, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] certificate = keys.getCertificate("walras").getEncoded();
        byte[] key = keys.getKey("walras", PASSWORD.toCharArray()).getEncoded();
        return new TestCertificate(
                Files.writeString(folder.resolve(name + ".crt"), pem("CERTIFICATE", certificate)),
                Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key)));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    /** For a server that shows it; with itself as the authority of clients or without one. */
    public ServerConfig.Tls tls(boolean mutual) {
        return new ServerConfig.Tls(certificate, key, mutual ? Optional.of(certificate) : Optional.empty());
    }
}
