package walras.server.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import walras.server.FileFaults;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.server.config.ConfigException;

/** Certificates, keys and tokens. */
final class CredentialChecks {
    private static final int FEW_DAYS = 14;
    private static final Set<PosixFilePermission> STRANGERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private CredentialChecks() {}

    static List<Finding> findings(ServerConfig config) {
        List<Finding> findings = new ArrayList<>();
        try {
            WalrasServer.check(config);
        } catch (IOException wrong) {
            findings.add(Finding.bad("credentials", FileFaults.line(wrong)));
            return findings;
        } catch (ConfigException wrong) {
            wrong.faults().forEach(fault -> findings.add(Finding.bad("credentials", fault.toString())));
            return findings;
        }
        if (config.tls().isPresent()) {
            findings.add(certificate(config.tls().get().certificate()));
            findings.add(secret("tls-key", config.tls().get().key()));
        } else {
            findings.add(Finding.good("tls", "none"));
        }
        config.tokenFile().ifPresent(file -> findings.add(secret("token-file", file)));
        config.accessFile().ifPresent(file -> findings.add(secret("access-file", file)));
        return findings;
    }

    private static Finding certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Instant end = first.getNotAfter().toInstant();
            long days = Duration.between(Instant.now(), end).toDays();
            String text = file + " of " + first.getSubjectX500Principal().getName() + ", until " + end;
            return days >= FEW_DAYS
                    ? Finding.good("tls-cert", text)
                    : Finding.warn("tls-cert", text + ": " + (days < 0 ? "expired" : days + " days left"));
        } catch (IOException refused) {
            return Finding.bad("tls-cert", FileFaults.line(refused));
        } catch (CertificateException wrong) {
            return Finding.bad("tls-cert", file + ": " + wrong.getMessage());
        }
    }

    private static Finding secret(String subject, Path file) {
        try {
            boolean open = Files.getPosixFilePermissions(file).stream().anyMatch(STRANGERS::contains);
            return open
                    ? Finding.warn(subject, file + " can be read by every user of this machine; chmod o-rwx")
                    : Finding.good(subject, file + " is good");
        } catch (UnsupportedOperationException elsewhere) {
            return Finding.good(subject, file + " is good");
        } catch (IOException refused) {
            return Finding.bad(subject, FileFaults.line(refused));
        }
    }
}
