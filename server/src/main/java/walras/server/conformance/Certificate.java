package walras.server.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import walras.server.ServerConfig;

/**
 * A certificate for localhost, its key, and the authority that signed it, made by Java's own tool. The authority is not the
 * certificate itself: some libraries take no authority for a server.
 *
 * @param authority PEM
 * @param certificate PEM
 * @param key PEM
 */
record Certificate(Path authority, Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    static Certificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("own.p12");
        sign(store, "authority", "CN=Walras conformance", "-ext", "bc=ca:true");
        sign(store, "server", "CN=localhost", "-signer", "authority", "-ext", "san=dns:localhost,ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
        return new Certificate(
                pem(
                        folder,
                        "authority",
                        "CERTIFICATE",
                        keys.getCertificate("authority").getEncoded()),
                pem(
                        folder,
                        "server",
                        "CERTIFICATE",
                        keys.getCertificate("server").getEncoded()),
                pem(folder, "key", "PRIVATE KEY", key));
    }

    private static void sign(Path store, String alias, String name, String... more)
            throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> words = new ArrayList<>(List.of(tool, "-genkeypair", "-keyalg", "EC"));
        words.addAll(List.of("-alias", alias, "-dname", name, "-storetype", "PKCS12"));
        words.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        words.addAll(List.of(more));
        Path log = store.resolveSibling(alias + ".log");
        Process made = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new IOException("keytool: " + Files.readString(log));
        }
    }

    private static Path pem(Path folder, String name, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    ServerConfig.Tls tls() {
        return new ServerConfig.Tls(certificate, key, Optional.empty());
    }
}
