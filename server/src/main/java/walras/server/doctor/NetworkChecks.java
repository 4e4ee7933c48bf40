package walras.server.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import walras.server.ServerConfig;

/** Ports, the socket, and who can listen to what is said. */
final class NetworkChecks {
    private NetworkChecks() {}

    static List<Finding> findings(ServerConfig config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(port("port", config.host(), config.port()));
        findings.add(port("http-port", config.httpAddress(), config.httpPort()));
        config.socket().ifPresent(path -> findings.add(socket(path)));
        findings.add(exposure(config));
        return findings;
    }

    private static Finding port(String subject, String host, int port) {
        String where = host + ":" + port;
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.good(subject, where + " is free");
        } catch (IOException taken) {
            return Finding.bad(subject, where + ": " + taken.getMessage() + "; give another --" + subject);
        }
    }

    private static Finding socket(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder != null && Files.isWritable(folder)
                ? Finding.good("uds", path + " can be made")
                : Finding.bad("uds", path + ": its folder cannot be written; give another --uds");
    }

    private static Finding exposure(ServerConfig config) {
        boolean near = loopback(config.host()) && loopback(config.httpAddress());
        boolean asks = !config.token().isEmpty()
                || config.tokenFile().isPresent()
                || config.accessFile().isPresent()
                || config.tls().flatMap(ServerConfig.Tls::clientAuthority).isPresent();
        if (near) {
            return Finding.good("exposure", "this machine alone, " + (asks ? "" : "and ") + known(asks));
        }
        if (config.tls().isEmpty() && !config.plaintext()) {
            return Finding.bad(
                    "exposure",
                    "plaintext on an address other than loopback: give --tls-cert and --tls-key, or --plaintext");
        }
        String way = config.tls().isPresent() ? "TLS" : "plaintext";
        return asks && config.tls().isPresent()
                ? Finding.good("exposure", "other machines, by TLS, " + known(true))
                : Finding.warn("exposure", "other machines, by " + way + ", " + known(asks));
    }

    private static String known(boolean asks) {
        return asks ? "with a token or certificate of theirs" : "anybody, for no token is asked for";
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException unknown) {
            return false;
        }
    }
}
