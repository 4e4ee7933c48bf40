package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Problem;
import walras.server.ServerConfig;
import walras.server.Signals;
import walras.server.WalrasServer;
import walras.server.session.Limits;
import walras.server.session.Retention;
import walras.server.session.WorkLimits;

/** The server; ends when it is told to terminate, after it has drained. */
@Command(
        name = "serve",
        description =
                "Starts the server. Prints one line with its addresses when it is ready; SIGTERM drains and exits 0.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--host", paramLabel = "NAME", description = "Address to listen on; default ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "For gRPC; 0 for any free one; default ${DEFAULT-VALUE}.")
    private int port = 50051;

    @Option(
            names = "--http-host",
            paramLabel = "NAME",
            description = "Address to listen on for HTTP; default that of --host.")
    private @Nullable String httpHost;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "For HTTP: JSON, metrics and health; 0 for any free one; default ${DEFAULT-VALUE}.")
    private int httpPort = 50052;

    @Option(
            names = "--http-name",
            paramLabel = "NAME",
            description = "A name under which callers by JSON know the server, beside localhost, --host and addresses in"
                    + " numbers; may be given several times.")
    private Set<String> httpNames = new LinkedHashSet<>();

    @Option(
            names = "--http-origin",
            paramLabel = "ORIGIN",
            description = "Lets web pages of this origin call by JSON, https://lab.example; may be given several times.")
    private Set<String> httpOrigins = new LinkedHashSet<>();

    @Option(
            names = "--uds",
            paramLabel = "PATH",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Listen on a Unix domain socket as well: this one, or without a path the one that clients look"
                            + " for: WALRAS_UDS, else walras.sock in XDG_RUNTIME_DIR or /tmp. WALRAS_UDS in the"
                            + " environment does the same.")
    private @Nullable String socket = named();

    @Option(
            names = "--shared-memory",
            paramLabel = "DIR",
            description = "Where frames lie that programs on this machine share; off for none; default /dev/shm, else"
                    + " the folder of temporary files.")
    private @Nullable String sharedMemory;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where logs of sessions are kept; with it, sessions are logged that do not say.")
    private @Nullable Path dataDir;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain, PEM; needs --tls-key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key, PEM.")
    private @Nullable Path key;

    @Option(names = "--tls-client-ca", paramLabel = "FILE", description = "Ask clients for certificates of this CA.")
    private @Nullable Path clientAuthority;

    @Option(names = "--plaintext", description = "Allow plaintext on an address other than loopback.")
    private boolean plaintext;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Callers must show the token in this file, one line; # begins a comment. It is read again when it"
                            + " changes. WALRAS_TOKEN in the environment does the same.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--drain-seconds",
            paramLabel = "N",
            description = "How long sessions may be played on after SIGTERM, a second of which ends it at once;"
                    + " default ${DEFAULT-VALUE}.")
    private int drainSeconds = 8;

    @Option(
            names = "--closed-days",
            paramLabel = "N",
            description = "How long logs of sessions that have ended are kept; default ${DEFAULT-VALUE}.")
    private int closedDays = Math.toIntExact(Retention.defaults().age().toDays());

    @Option(
            names = "--closed-logs",
            paramLabel = "N",
            description = "How many of them at most, the youngest; default ${DEFAULT-VALUE}.")
    private int closedLogs = Retention.defaults().logs();

    @Option(
            names = "--closed-mib",
            paramLabel = "N",
            description = "How many MiB of them at most, the youngest; default ${DEFAULT-VALUE}.")
    private int closedMib = Math.toIntExact(Retention.defaults().bytes() >> 20);

    @Option(names = "--workers", paramLabel = "N", description = "Threads for dear steps; default one per core.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--max-sessions", paramLabel = "N", description = "Open sessions; default ${DEFAULT-VALUE}.")
    private int maxSessions = Limits.defaults().sessions();

    @Option(names = "--max-rows", paramLabel = "N", description = "Rows of one session; default ${DEFAULT-VALUE}.")
    private int maxRows = Limits.defaults().rows();

    @Option(
            names = "--max-message-mib",
            paramLabel = "N",
            description = "One message to the server, MiB; default ${DEFAULT-VALUE}.")
    private int maxMessageMib = Limits.defaults().messageBytes() >> 20;

    @Option(
            names = "--max-inbound-mib",
            paramLabel = "N",
            description = "Messages of all callers that arrive or wait, together, MiB; default an eighth of the heap.")
    private long maxInboundMib = WorkLimits.defaults().inboundBytes() >> 20;

    @Option(
            names = "--max-solve-seconds",
            paramLabel = "N",
            description = "An exact solution, or the making of a session, waiting included; default ${DEFAULT-VALUE}.")
    private int maxSolveSeconds = (int) WorkLimits.defaults().solveTime().toSeconds();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig config = config();
        try (WalrasServer server = WalrasServer.start(config)) {
            stopOnSignals(server);
            Signals.on("HUP", server::reload);
            PrintWriter out = spec.commandLine().getOut();
            out.println(server.addresses());
            out.flush();
            server.await();
        }
        return Walras.good();
    }

    /** The first signal drains, the second ends the drain, and a third one ends the process. */
    private static void stopOnSignals(WalrasServer server) {
        AtomicInteger count = new AtomicInteger();
        Runnable stop = () -> {
            switch (count.incrementAndGet()) {
                case 1 -> server.close();
                case 2 -> server.hurry();
                default -> Runtime.getRuntime().halt(Walras.good());
            }
        };
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
    }

    private ServerConfig config() throws IOException {
        Limits limits = Limits.defaults()
                .withSessions(atLeastOne("--max-sessions", maxSessions))
                .withRows(atLeastOne("--max-rows", maxRows))
                .withMessageBytes((int) mebibytes("--max-message-mib", maxMessageMib, Integer.MAX_VALUE))
                .withWork(WorkLimits.defaults()
                        .withSolveTime(Duration.ofSeconds(atLeastOne("--max-solve-seconds", maxSolveSeconds)))
                        .withInboundBytes(mebibytes("--max-inbound-mib", maxInboundMib, Long.MAX_VALUE)));
        return new ServerConfig(
                host,
                port("--port", port),
                Optional.ofNullable(httpHost),
                port("--http-port", httpPort),
                httpNames(),
                socket(),
                sharedMemory(),
                Optional.ofNullable(dataDir).map(folder -> folder("--data-dir", folder)),
                tls(),
                plaintext,
                token(),
                Optional.ofNullable(tokenFile).map(file -> readable("--token-file", file)),
                Duration.ofSeconds(notNegative("--drain-seconds", drainSeconds)),
                atLeastOne("--workers", workers),
                retention(),
                limits);
    }

    private ServerConfig.HttpNames httpNames() {
        for (String origin : httpOrigins) {
            if (!origin.matches("https?://[^/?#\\s]+")) {
                throw Problem.request("--http-origin", "an origin as https://lab.example, without a path", origin);
            }
        }
        for (String name : httpNames) {
            if (!name.matches("[A-Za-z0-9._-]+")) {
                throw Problem.request("--http-name", "a host's name, without a port", name);
            }
        }
        Set<String> lower = new LinkedHashSet<>();
        httpNames.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return new ServerConfig.HttpNames(lower, httpOrigins);
    }

    private Retention retention() {
        return new Retention(
                notNegative("--closed-logs", closedLogs),
                Duration.ofDays(notNegative("--closed-days", closedDays)),
                (long) notNegative("--closed-mib", closedMib) << 20);
    }

    private Optional<Path> socket() {
        return Optional.ofNullable(socket).map(path -> path.isEmpty() ? usualSocket() : Path.of(path));
    }

    private static @Nullable String named() {
        String path = System.getenv("WALRAS_UDS");
        return path == null || path.isEmpty() ? null : path;
    }

    /** Where clients look that are told nothing. */
    private static Path usualSocket() {
        String path = named();
        String folder = System.getenv("XDG_RUNTIME_DIR");
        return path != null
                ? Path.of(path)
                : Path.of(folder == null || folder.isEmpty() ? "/tmp" : folder, "walras.sock");
    }

    private Optional<Path> sharedMemory() {
        if (sharedMemory == null) {
            return ServerConfig.usualSharedMemory();
        }
        if (sharedMemory.equals("off")) {
            return Optional.empty();
        }
        if (sharedMemory.isEmpty() || !Files.isDirectory(Path.of(sharedMemory))) {
            throw Problem.request("--shared-memory", "a folder, or off", sharedMemory);
        }
        return Optional.of(Path.of(sharedMemory));
    }

    private Optional<ServerConfig.Tls> tls() {
        if (certificate == null && key == null && clientAuthority == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw Problem.request("TLS", "--tls-cert and --tls-key together", "one of them");
        }
        return Optional.of(new ServerConfig.Tls(
                readable("--tls-cert", certificate),
                readable("--tls-key", key),
                Optional.ofNullable(clientAuthority).map(file -> readable("--tls-client-ca", file))));
    }

    /** The token of the environment. One that is set and empty would let everybody in, and somebody meant otherwise. */
    private String token() {
        String named = System.getenv("WALRAS_TOKEN");
        if (named == null || tokenFile != null) {
            return "";
        }
        if (named.isBlank()) {
            throw Problem.request("WALRAS_TOKEN", "a token; unset it for a server that asks for none", "an empty one");
        }
        return named.strip();
    }

    private static Path readable(String name, Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Problem.request(name, "a readable file", file.toString());
        }
        return file;
    }

    /** A script whose variable is not set gives an empty name, which would be the folder that it runs in. */
    private static Path folder(String name, Path folder) {
        if (folder.toString().isEmpty()) {
            throw Problem.request(name, "a folder", "an empty name");
        }
        return folder;
    }

    /** In bytes, of which there are so many at most. */
    private static long mebibytes(String name, long value, long mostBytes) {
        if (value < 1 || value > mostBytes >> 20) {
            throw Problem.request(name, "1 .. " + (mostBytes >> 20), value);
        }
        return value << 20;
    }

    private static int port(String name, int value) {
        if (value < 0 || value > 65_535) {
            throw Problem.request(name, "0 .. 65535", value);
        }
        return value;
    }

    private static int notNegative(String name, int value) {
        if (value < 0) {
            throw Problem.request(name, "0 or more", value);
        }
        return value;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw Problem.request(name, "at least 1", value);
        }
        return value;
    }
}
