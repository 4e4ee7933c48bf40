package walras.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import walras.server.rpc.ServerInfo;
import walras.server.session.plan.SessionConfig;

/**
 * What a server says of itself, to callers and to people.
 *
 * @param devices that compute
 * @param local where programs on the same machine play by shared memory; empty where they cannot
 * @param token true if callers must show one
 */
record Introduction(ServerConfig config, List<String> devices, Optional<String> local, boolean token) {
    ServerInfo info(SessionConfig.LogMode usual) {
        return new ServerInfo(WalrasServer.VERSION, capabilities(), devices, local.orElse(""), usual);
    }

    private List<String> capabilities() {
        List<String> capabilities =
                new ArrayList<>(List.of("rollout", "rollout_fields", "snapshot", "parts", "evaluate", "text"));
        if (config.dataDir().isPresent()) {
            capabilities.add("log");
        }
        if (local.isPresent()) {
            capabilities.addAll(List.of("shared_memory", "shared_rollout"));
        }
        return capabilities;
    }

    /**
     * One line with addresses and devices, for people and for programs that wait for it.
     *
     * @param port of gRPC that was bound, and {@code httpPort} of metrics and health; NO_PORT for none
     */
    String line(int port, int httpPort) {
        List<String> places = new ArrayList<>();
        if (port != ServerConfig.NO_PORT) {
            places.add(config.host() + ":" + port);
        }
        config.socket().ifPresent(path -> places.add("unix:" + path));
        local.ifPresent(path -> places.add("shared memory by " + path));
        String at = "http://" + config.httpAddress() + ":" + httpPort + "/";
        String pages = httpPort == ServerConfig.NO_PORT ? "" : "; metrics " + at + "metrics, page " + at;
        return "walras " + WalrasServer.VERSION + " listening on " + String.join(", ", places) + pages + "; devices "
                + String.join(", ", devices) + "; " + guards();
    }

    /** Who may come in: how the bytes go, and whether a token is asked for. */
    private String guards() {
        String way = config.tls()
                .map(tls -> tls.clientAuthority().isPresent() ? "mtls" : "tls")
                .orElse("plaintext");
        return way + ", " + (token ? "token" : "no token");
    }
}
