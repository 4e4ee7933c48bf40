package walras.server;

import java.util.List;
import walras.env.Nearest;
import walras.server.config.Setting;
import walras.server.http.HttpLimits;
import walras.server.json.JsonLimits;
import walras.server.session.store.Retention;
import walras.server.session.work.Limits;
import walras.server.session.work.WorkLimits;

/** Every setting of a server. Flags, variables, the file, its schema and docs/configuration.md are made of this table. */
public final class SettingTable {
    /** Stands for the socket that clients look for. */
    static final String AUTO = "auto";

    /** Stands for no shared memory. */
    static final String OFF = "off";

    private static final int MANY = Integer.MAX_VALUE;
    private static final long MOST_MIB = Long.MAX_VALUE >> 20;
    private static final long MOST_SECONDS = 1L << 31;
    private static final Limits LIMITS = Limits.defaults();
    private static final WorkLimits WORK = LIMITS.work();
    private static final HttpLimits HTTP = HttpLimits.usual();
    private static final Retention KEPT = Retention.defaults();

    /** The file that the others come from. */
    public static final Setting CONFIG = Setting.path(
                    "config",
                    List.of(),
                    "File of settings, YAML, one key for each; looked at every second and read again.")
            .at(Setting.Place.OUTSIDE);

    /** All of them, in the order in which people look for them. */
    public static final List<Setting> ALL = List.of(
            CONFIG,
            Setting.text("host", "127.0.0.1", "Address to listen on."),
            Setting.whole("port", 0, 65_535, 50_051, "For gRPC; 0 for any free one."),
            Setting.text("http-host", "Address to listen on for HTTP.").shown("that of host"),
            Setting.whole("http-port", 0, 65_535, 50_052, "For HTTP: JSON, metrics and health; 0 for any free one."),
            Setting.list(
                    "http-name",
                    "Names under which callers by JSON know the server, beside localhost, host and addresses in numbers."),
            Setting.list("http-origin", "Lets web pages of these origins call by JSON: https://lab.example."),
            Setting.whole("http-connections", 8, MANY, HTTP.connections(), "Connections over HTTP at once."),
            Setting.whole("http-calls", 1, MANY, JsonLimits.usual().calls(), "Calls by JSON at once."),
            Setting.whole("http-watchers", 1, MANY, JsonLimits.usual().watchers(), "Watchers of sessions at once."),
            Setting.whole(
                    "http-header-seconds",
                    1,
                    MOST_SECONDS,
                    HTTP.headerTime().toSeconds(),
                    "How long a caller may take for a request's headers."),
            Setting.whole(
                    "http-body-seconds",
                    1,
                    MOST_SECONDS,
                    HTTP.bodyTime().toSeconds(),
                    "How long a caller may take for a request's body."),
            Setting.whole(
                    "http-idle-seconds",
                    1,
                    MOST_SECONDS,
                    HTTP.idleTime().toSeconds(),
                    "How long a connection may wait for its next request."),
            Setting.whole(
                    "http-write-seconds",
                    1,
                    MOST_SECONDS,
                    HTTP.writeTime().toSeconds(),
                    "How long a caller may take for an answer, or for the next piece of a long one."),
            Setting.whole(
                    "http-body-mib",
                    1,
                    MOST_MIB,
                    () -> atLeastOne(HTTP.bodyBytes()),
                    "a sixteenth of the heap",
                    "Bodies of all requests that arrive or are answered, together."),
            Setting.path(
                    "uds",
                    List.of(AUTO),
                    "Listen on a Unix domain socket as well: this one; auto, or the flag without a path, is the one that"
                            + " clients look for: WALRAS_UDS, else walras.sock in XDG_RUNTIME_DIR or /tmp."),
            Setting.path(
                            "shared-memory",
                            List.of(OFF),
                            "Folder in which frames lie that programs on this machine share.")
                    .shown("/dev/shm, else the folder of temporary files"),
            Setting.path(
                    "data-dir",
                    List.of(),
                    "Where logs of sessions are kept; with it, sessions are logged that do not say."),
            Setting.path("tls-cert", List.of(), "Certificate chain, PEM; needs tls-key."),
            Setting.path("tls-key", List.of(), "Private key, PEM."),
            Setting.path("tls-client-ca", List.of(), "Ask clients for certificates of this CA."),
            Setting.onOff("plaintext", "Allow plaintext on an address other than loopback."),
            Setting.secret("token", "Callers must show this token."),
            Setting.path(
                    "token-file",
                    List.of(),
                    "Callers must show the token in this file, one line; # begins a comment. It is read again when it"
                            + " changes."),
            Setting.path(
                    "access-file",
                    List.of(),
                    "Names that may call, with roles, hashes of their tokens and quotas: security.md. It is read again"
                            + " when it changes."),
            Setting.choice("log-format", List.of("text", "json"), "How lines of the log are written."),
            Setting.whole(
                            "drain-seconds",
                            0,
                            MOST_SECONDS,
                            8,
                            "How long sessions may be played on after SIGTERM, a second of which ends it at once.")
                    .whileRunning(),
            Setting.whole("closed-days", 0, 36_500, KEPT.age().toDays(), "How long logs of ended sessions are kept."),
            Setting.whole("closed-logs", 0, MANY, KEPT.logs(), "How many of them at most, the youngest."),
            Setting.whole("closed-mib", 0, MOST_MIB, KEPT.bytes() >> 20, "How many MiB of them at most, the youngest."),
            Setting.whole(
                    "workers",
                    1,
                    MANY,
                    () -> (long) Runtime.getRuntime().availableProcessors(),
                    "one for each core",
                    "Threads for dear steps."),
            Setting.whole("max-sessions", 1, MANY, LIMITS.sessions(), "Open sessions.")
                    .whileRunning(),
            Setting.whole("max-rows", 1, MANY, LIMITS.rows(), "Rows of one session.")
                    .whileRunning(),
            Setting.whole("max-shards", 1, MANY, LIMITS.shards(), "Shards of one session.")
                    .whileRunning(),
            Setting.whole("max-seats", 1, MANY, LIMITS.seats(), "Seats of one session.")
                    .whileRunning(),
            Setting.whole("max-parts", 1, MANY, LIMITS.parts(), "Parts of one session.")
                    .whileRunning(),
            Setting.whole("max-message-mib", 1, 2047, LIMITS.messageBytes() >> 20, "One message to the server."),
            Setting.whole("max-frame-mib", 1, MOST_MIB, LIMITS.frameBytes() >> 20, "One turn's frames together.")
                    .whileRunning(),
            Setting.whole(
                            "max-total-frame-mib",
                            1,
                            MOST_MIB,
                            () -> atLeastOne(LIMITS.totalFrameBytes()),
                            "an eighth of the heap",
                            "Frames of all open sessions, as a measure of the memory they take.")
                    .whileRunning(),
            Setting.whole("max-rollout-steps", 1, MANY, LIMITS.rolloutSteps(), "Steps of one rollout."),
            Setting.whole(
                    "max-network-parameters",
                    1,
                    MANY,
                    LIMITS.networkParameters(),
                    "Numbers in a policy that is sent as data."),
            Setting.whole("max-queued-steps", 1, MANY, LIMITS.queuedSteps(), "Steps that wait for a worker."),
            Setting.whole(
                            "max-keep-seconds",
                            0,
                            MOST_SECONDS,
                            LIMITS.keep().toSeconds(),
                            "The longest that a session is kept with nobody there.")
                    .whileRunning(),
            Setting.whole(
                    "max-solve-seconds",
                    1,
                    MOST_SECONDS,
                    WORK.solveTime().toSeconds(),
                    "An exact solution, or the making of a session, waiting included."),
            Setting.whole(
                    "max-solves",
                    1,
                    MANY,
                    () -> (long) WORK.solves(),
                    "one for every four cores",
                    "Exact solutions that are worked on at once."),
            Setting.whole("max-queued-solves", 1, MANY, WORK.queuedSolves(), "Exact solutions that wait."),
            Setting.whole(
                    "max-inbound-mib",
                    1,
                    MOST_MIB,
                    () -> atLeastOne(WORK.inboundBytes()),
                    "an eighth of the heap",
                    "Messages of all callers that arrive or wait, together."),
            Setting.whole("max-option-mib", 1, 2047, WORK.optionBytes() >> 20, "One message with options."),
            Setting.whole(
                    "max-table-mib",
                    1,
                    MOST_MIB,
                    () -> atLeastOne(WORK.tableBytes()),
                    "a quarter of the heap",
                    "What options size: tables of all open sessions, and of each exact solution."));

    private SettingTable() {}

    /** The setting of a name. */
    static Setting find(String name) {
        return Nearest.find("setting", name, ALL, Setting::name);
    }

    private static long atLeastOne(long bytes) { // -> MiB
        return Math.max(1, bytes >> 20);
    }
}
