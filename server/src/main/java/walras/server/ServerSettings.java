package walras.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import walras.env.Problem;
import walras.server.config.ConfigFile;
import walras.server.config.Setting;
import walras.server.config.Value;
import walras.server.config.Values;
import walras.server.http.HttpLimits;
import walras.server.json.JsonLimits;
import walras.server.rpc.local.LocalPlay;
import walras.server.session.store.Retention;
import walras.server.session.work.Limits;
import walras.server.session.work.WorkLimits;

/** What was said of a server by flags, variables and a file, which can be read again. */
public final class ServerSettings {
    private final Map<String, String> flags;
    private final Map<String, String> variables;

    /**
     * @param flags by name, without dashes
     * @param variables of the environment
     */
    public ServerSettings(Map<String, String> flags, Map<String, String> variables) {
        this.flags = Map.copyOf(flags);
        this.variables = Map.copyOf(variables);
    }

    /** The file that flags or variables name. */
    public Optional<Path> file() {
        Setting file = SettingTable.CONFIG;
        return Values.of(List.of(file), flags, variables, Map.of()).path(file.name());
    }

    /**
     * All values as they are now.
     *
     * @throws IOException if the file cannot be read
     * @throws walras.server.config.ConfigException with everything that is wrong with them
     */
    public Values values() throws IOException {
        Optional<Path> file = file();
        Map<String, Value> said = Map.of();
        if (file.isPresent()) {
            try {
                said = ConfigFile.read(SettingTable.ALL, file.get());
            } catch (IOException refused) {
                throw FileFaults.of(SettingTable.CONFIG.flag(), file.get(), refused);
            }
        }
        return Values.of(SettingTable.ALL, flags, variables, said);
    }

    /**
     * The server that they describe.
     *
     * @throws Problem if values do not go together, or name what is not there
     */
    public static ServerConfig config(Values values) {
        return ServerConfig.builder()
                .host(values.text("host").orElseThrow())
                .port(values.small("port"))
                .httpHost(values.text("http-host"))
                .httpPort(values.small("http-port"))
                .httpNames(httpNames(values))
                .httpLimits(httpLimits(values), jsonLimits(values))
                .socket(socket(values))
                .sharedMemory(sharedMemory(values))
                .dataDir(values.path("data-dir"))
                .tls(tls(values))
                .plaintext(values.on("plaintext"))
                .token(token(values))
                .tokenFile(readable(values, "token-file"))
                .accessFile(readable(values, "access-file"))
                .drainTime(Duration.ofSeconds(values.whole("drain-seconds")))
                .workers(values.small("workers"))
                .retention(retention(values))
                .limits(limits(values))
                .build();
    }

    private static ServerConfig.HttpNames httpNames(Values values) {
        requireAll(values, "http-origin", "https?://[^/?#\\s]+", "an origin as https://lab.example, without a path");
        requireAll(values, "http-name", "[A-Za-z0-9._-]+", "a host's name, without a port");
        Set<String> lower = new LinkedHashSet<>();
        values.list("http-name").forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return new ServerConfig.HttpNames(lower, new LinkedHashSet<>(values.list("http-origin")));
    }

    private static HttpLimits httpLimits(Values values) {
        return new HttpLimits(
                values.small("http-connections"),
                HttpLimits.usual().headerBytes(),
                Duration.ofSeconds(values.whole("http-header-seconds")),
                Duration.ofSeconds(values.whole("http-body-seconds")),
                Duration.ofSeconds(values.whole("http-idle-seconds")),
                Duration.ofSeconds(values.whole("http-write-seconds")),
                mebibytes(values, "http-body-mib"));
    }

    /** Calls and watchers hold connections, of which some must be left for health and meters. */
    private static JsonLimits jsonLimits(Values values) {
        JsonLimits atOnce = new JsonLimits(values.small("http-calls"), values.small("http-watchers"));
        long held = (long) atOnce.calls() + atOnce.watchers();
        if (held >= values.small("http-connections")) {
            throw Problem.request(
                    where(values, "http-connections"),
                    "more than http-calls and http-watchers together, " + held,
                    values.small("http-connections"));
        }
        return atOnce;
    }

    private static void requireAll(Values values, String name, String form, String expected) {
        for (String text : values.list(name)) {
            if (!text.matches(form)) {
                throw Problem.request(where(values, name), expected, text);
            }
        }
    }

    private static Optional<Path> socket(Values values) {
        return values.text("uds")
                .map(path -> path.equals(SettingTable.AUTO) ? usualSocket(System.getenv()) : Path.of(path));
    }

    /** Where clients look that are told nothing. */
    static Path usualSocket(Map<String, String> variables) {
        String named = variables.getOrDefault(SettingTable.find("uds").variable(), "");
        if (!named.isEmpty() && !named.equals(SettingTable.AUTO)) {
            return Path.of(named);
        }
        String folder = variables.getOrDefault("XDG_RUNTIME_DIR", "");
        return Path.of(folder.isEmpty() ? "/tmp" : folder, "walras.sock");
    }

    private static Optional<Path> sharedMemory(Values values) {
        Optional<String> said = values.text("shared-memory");
        if (said.isEmpty()) {
            return LocalPlay.usualPlace();
        }
        if (said.get().equals(SettingTable.OFF)) {
            return Optional.empty();
        }
        if (!Files.isDirectory(Path.of(said.get()))) {
            throw Problem.request(where(values, "shared-memory"), "a folder, or off", said.get());
        }
        return said.map(Path::of);
    }

    private static Optional<ServerConfig.Tls> tls(Values values) {
        List<String> names = List.of("tls-cert", "tls-key", "tls-client-ca");
        if (names.stream().allMatch(name -> values.text(name).isEmpty())) {
            return Optional.empty();
        }
        if (values.text("tls-cert").isEmpty() || values.text("tls-key").isEmpty()) {
            throw Problem.request("TLS", "--tls-cert and --tls-key together", "one of them");
        }
        return Optional.of(new ServerConfig.Tls(
                readable(values, "tls-cert").orElseThrow(),
                readable(values, "tls-key").orElseThrow(),
                readable(values, "tls-client-ca")));
    }

    private static String token(Values values) {
        return values.text("token-file").isPresent()
                ? ""
                : values.text("token").orElse("").strip();
    }

    private static Optional<Path> readable(Values values, String name) {
        Optional<Path> file = values.path(name);
        if (file.isPresent() && (!Files.isReadable(file.get()) || Files.isDirectory(file.get()))) {
            throw Problem.request(
                    where(values, name), "a readable file", file.get().toString());
        }
        return file;
    }

    private static String where(Values values, String name) {
        return values.where(SettingTable.find(name));
    }

    private static Retention retention(Values values) {
        return new Retention(
                values.small("closed-logs"),
                Duration.ofDays(values.whole("closed-days")),
                mebibytes(values, "closed-mib"));
    }

    private static Limits limits(Values values) {
        return new Limits(
                values.small("max-sessions"),
                values.small("max-rows"),
                values.small("max-shards"),
                values.small("max-seats"),
                values.small("max-parts"),
                (int) mebibytes(values, "max-message-mib"),
                mebibytes(values, "max-frame-mib"),
                mebibytes(values, "max-total-frame-mib"),
                values.small("max-rollout-steps"),
                values.small("max-network-parameters"),
                values.small("max-queued-steps"),
                Duration.ofSeconds(values.whole("max-keep-seconds")),
                new WorkLimits(
                        Duration.ofSeconds(values.whole("max-solve-seconds")),
                        values.small("max-solves"),
                        values.small("max-queued-solves"),
                        mebibytes(values, "max-inbound-mib"),
                        (int) mebibytes(values, "max-option-mib"),
                        mebibytes(values, "max-table-mib")));
    }

    /** In bytes. */
    private static long mebibytes(Values values, String name) {
        return values.whole(name) << 20;
    }
}
