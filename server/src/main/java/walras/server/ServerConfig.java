package walras.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import walras.server.http.HttpLimits;
import walras.server.json.JsonLimits;
import walras.server.rpc.local.LocalPlay;
import walras.server.session.store.Retention;
import walras.server.session.work.Limits;

/**
 * Everything that can be said about a server before it starts.
 *
 * @param host the address to listen on
 * @param port for gRPC; 0 for any free one, NO_PORT for none
 * @param httpHost the address to listen on for HTTP; empty for the same one
 * @param httpPort for HTTP: JSON, metrics and health; 0 for any free one, NO_PORT for none
 * @param httpNames further names under which callers know the HTTP port, and origins of pages that may call it
 * @param httpLimits what callers over HTTP may take
 * @param jsonLimits what they may have open at once
 * @param socket path of a Unix domain socket to listen on as well
 * @param sharedMemory the folder in which the server makes one for shared memory; empty for none
 * @param dataDir where logs of sessions are kept; empty where sessions cannot be logged
 * @param tls the server's certificate; empty for plaintext
 * @param plaintext true to allow plaintext on an address other than loopback
 * @param token that callers must show; empty where none is asked for, or a file has it
 * @param tokenFile file with the token that callers must show; read again when it changes
 * @param accessFile file of names that may call, with roles and quotas; read again when it changes
 * @param drainTime how long open streams may go on when the server is told to stop
 * @param workers threads for steps that are too dear for an event loop
 * @param retention of the logs of sessions that have ended
 */
public record ServerConfig(
        String host,
        int port,
        Optional<String> httpHost,
        int httpPort,
        HttpNames httpNames,
        HttpLimits httpLimits,
        JsonLimits jsonLimits,
        Optional<Path> socket,
        Optional<Path> sharedMemory,
        Optional<Path> dataDir,
        Optional<Tls> tls,
        boolean plaintext,
        String token,
        Optional<Path> tokenFile,
        Optional<Path> accessFile,
        Duration drainTime,
        int workers,
        Retention retention,
        Limits limits) {
    /** Instead of a port: do not listen. */
    public static final int NO_PORT = -1;

    /**
     * A certificate, and who may call.
     *
     * @param certificate chain, PEM
     * @param key private key, PEM
     * @param clientAuthority PEM of the authority that clients' certificates must come from; empty to ask for none
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientAuthority) {}

    /**
     * By whom JSON may be called beside whoever has the address in numbers.
     *
     * @param hosts names of the server, {@code walras.example}
     * @param origins of web pages, {@code https://lab.example}
     */
    public record HttpNames(Set<String> hosts, Set<String> origins) {
        public HttpNames {
            hosts = Set.copyOf(hosts);
            origins = Set.copyOf(origins);
        }
    }

    /** The address of the HTTP port. */
    public String httpAddress() {
        return httpHost.orElse(host);
    }

    /** Where shared memory goes when nothing is said: /dev/shm, else the folder of temporary files; empty without either. */
    public static Optional<Path> usualSharedMemory() {
        return LocalPlay.usualPlace();
    }

    /** What {@code ./walras serve} does when nothing is said. */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets one thing after another. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port = 50051;
        private Optional<String> httpHost = Optional.empty();
        private int httpPort = 50052;
        private HttpNames httpNames = new HttpNames(Set.of(), Set.of());
        private HttpLimits httpLimits = HttpLimits.usual();
        private JsonLimits jsonLimits = JsonLimits.usual();
        private Optional<Path> socket = Optional.empty();
        private Optional<Path> sharedMemory = usualSharedMemory();
        private Optional<Path> dataDir = Optional.empty();
        private Optional<Tls> tls = Optional.empty();
        private boolean plaintext;
        private String token = "";
        private Optional<Path> tokenFile = Optional.empty();
        private Optional<Path> accessFile = Optional.empty();
        private Duration drainTime = Duration.ofSeconds(8);
        private int workers = Runtime.getRuntime().availableProcessors();
        private Retention retention = Retention.defaults();
        private Limits limits = Limits.defaults();

        private Builder() {}

        public Builder host(String value) {
            host = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder httpHost(String value) {
            return httpHost(Optional.of(value));
        }

        public Builder httpHost(Optional<String> value) {
            httpHost = value;
            return this;
        }

        public Builder httpPort(int value) {
            httpPort = value;
            return this;
        }

        public Builder httpNames(HttpNames value) {
            httpNames = value;
            return this;
        }

        public Builder httpLimits(HttpLimits limits, JsonLimits atOnce) {
            httpLimits = limits;
            jsonLimits = atOnce;
            return this;
        }

        public Builder socket(Path value) {
            return socket(Optional.of(value));
        }

        public Builder socket(Optional<Path> value) {
            socket = value;
            return this;
        }

        public Builder sharedMemory(Optional<Path> value) {
            sharedMemory = value;
            return this;
        }

        public Builder dataDir(Path value) {
            return dataDir(Optional.of(value));
        }

        public Builder dataDir(Optional<Path> value) {
            dataDir = value;
            return this;
        }

        public Builder tls(Tls value) {
            return tls(Optional.of(value));
        }

        public Builder tls(Optional<Tls> value) {
            tls = value;
            return this;
        }

        public Builder plaintext(boolean value) {
            plaintext = value;
            return this;
        }

        public Builder token(String value) {
            token = value;
            return this;
        }

        public Builder tokenFile(Path value) {
            return tokenFile(Optional.of(value));
        }

        public Builder tokenFile(Optional<Path> value) {
            tokenFile = value;
            return this;
        }

        public Builder accessFile(Optional<Path> value) {
            accessFile = value;
            return this;
        }

        public Builder drainTime(Duration value) {
            drainTime = value;
            return this;
        }

        public Builder workers(int value) {
            workers = value;
            return this;
        }

        public Builder retention(Retention value) {
            retention = value;
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public ServerConfig build() {
            return new ServerConfig(
                    host,
                    port,
                    httpHost,
                    httpPort,
                    httpNames,
                    httpLimits,
                    jsonLimits,
                    socket,
                    sharedMemory,
                    dataDir,
                    tls,
                    plaintext,
                    token,
                    tokenFile,
                    accessFile,
                    drainTime,
                    workers,
                    retention,
                    limits);
        }
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "ServerConfig[" + host + ":" + port + "]";
    }
}
