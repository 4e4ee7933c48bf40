package walras.server.experiment;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A hash of the code that an experiment runs: of the jars or folders that its classes come from. */
final class CodeIdentity {
    private CodeIdentity() {}

    static String of(Class<?>... classes) throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        for (Class<?> each : classes) {
            CodeSource source = each.getProtectionDomain().getCodeSource();
            try {
                places.add(Path.of(source.getLocation().toURI()));
            } catch (URISyntaxException odd) {
                throw new IOException("code of " + each + " at " + source.getLocation(), odd);
            }
        }
        MessageDigest digest = sha256();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
                for (Path file : sorted) {
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
