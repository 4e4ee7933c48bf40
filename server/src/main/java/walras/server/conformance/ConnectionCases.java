package walras.server.conformance;

import static walras.server.conformance.ConformanceCase.same;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.v1.ResetConfig;
import walras.v1.SessionConfig;

/** Connections that break, numbers that grow, tokens, TLS, servers that stop. */
final class ConnectionCases {
    /** A port that no program is given by chance: of one that was just free, a client may make its own end. */
    private static final String NOBODY = "127.0.0.1:1";

    private static final int ANSWER_BYTES = 2000; // less than a turn of so many rows has
    private static final int ROWS = 64;
    /** The last number before one that is longer in a message, for every length. */
    private static final int[] BITS = {7, 14, 21, 28, 31, 35, 42, 49};

    private ConnectionCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase(
                        "cut-connection",
                        "A connection that is cut again and again: every step happens once.",
                        true,
                        ConnectionCases::cut),
                new ConformanceCase(
                        "lost-answer",
                        "A step was taken and its answer lost: it is asked for again, and happens once.",
                        true,
                        ConnectionCases::lostAnswer),
                new ConformanceCase(
                        "numbers-and-offsets",
                        "Turns past 127 and 2^31; frames at every offset modulo 8.",
                        true,
                        ConnectionCases::numbers),
                new ConformanceCase("token", "A server with a token.", ConnectionCases::token),
                new ConformanceCase(
                        "tls", "A server with TLS, by its authority; an address of walrass.", ConnectionCases::tls),
                new ConformanceCase(
                        "draining",
                        "A server that stops says so, and lets the session play on.",
                        true,
                        ConnectionCases::draining),
                new ConformanceCase("nobody-there", "No server at the address.", ConnectionCases::nobody));
    }

    private static void cut(Scene scene) throws Exception {
        SessionConfig.Builder config = Cases.config(3, 1);
        Mirror mirror = scene.mirror(config);
        Between between = scene.between();
        scene.twin(between.place(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
        int cuts = 0;
        for (int step = 1; step <= 65; step++) { // the last loss may be noticed a step later
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            scene.ok("send", "of", "s", "actions", actions);
            if (step % 20 == 0) {
                between.cut();
                cuts++;
            }
            same("step " + step, turn, scene.ok("receive", "of", "s"));
        }
        CaseFailure.unless(
                between.made() == 1 + cuts,
                "expected one connection more for each of " + cuts + " cuts, got " + between.made());
    }

    private static void lostAnswer(Scene scene) throws Exception {
        SessionConfig.Builder config = Cases.config(ROWS, 1);
        Mirror mirror = scene.mirror(config);
        Between between = scene.between();
        scene.twin(between.place(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
        for (int step = 1; step <= 3; step++) {
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            between.hold();
            scene.ok("send", "of", "s", "actions", actions);
            between.loseAnswer(ANSWER_BYTES);
            same("step " + step, turn, scene.ok("receive", "of", "s"));
        }
    }

    private static void numbers(Scene scene) throws Exception {
        for (int bits : BITS) {
            long more = (1L << bits) - 2;
            SessionConfig.Builder config = Cases.config(2, 1);
            Mirror mirror = scene.mirror(config);
            LaterNumbers later = scene.open(new LaterNumbers(scene.behind(), more));
            scene.twin(later.place(), config.build());
            JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
            same("turn " + more, later(turn, more), scene.ok("reset", "of", "s"));
            for (int step = 1; step <= 3; step++) {
                JsonObject actions = mirror.actions(turn, step);
                turn = mirror.step(0, actions);
                same("turn " + (more + step), later(turn, more), scene.ok("step", "of", "s", "actions", actions));
            }
            scene.ok("end");
        }
    }

    private static JsonObject later(JsonObject turn, long more) {
        JsonObject later = turn.deepCopy();
        later.addProperty("step", turn.get("step").getAsLong() + more);
        return later;
    }

    private static void token(Scene scene) throws Exception {
        WalrasServer guarded = scene.server(ServerConfig.builder().token("open-sesame-open-sesame"));
        String place = "127.0.0.1:" + scene.port(guarded);
        scene.refused("UNAUTHENTICATED", "TOKEN_MISSING", Scene.command("connect", "as", "c", "address", place));
        scene.refused(
                "PERMISSION_DENIED",
                "TOKEN_WRONG",
                Scene.command("connect", "as", "c", "address", place, "token", "open-barley-open-barley"));
        scene.ok("connect", "as", "c", "address", place, "token", "open-sesame-open-sesame");
        scene.ok(Scene.session(Cases.config(1, 1).build()));
        scene.ok("reset", "of", "s");
    }

    private static void tls(Scene scene) throws Exception {
        Path folder = Files.createTempDirectory("walras-conformance");
        Certificate own = Certificate.make(folder);
        WalrasServer secure = scene.server(ServerConfig.builder().tls(own.tls()));
        String place = "localhost:" + scene.port(secure);
        String scheme = scene.http() ? "https://" : "grpcs://";
        String authority = own.authority().toString();
        scene.refused("UNAVAILABLE", "", Scene.command("connect", "as", "x", "address", scheme + place));
        scene.ok("connect", "as", "c", "address", scheme + place, "ca", authority);
        scene.ok(Scene.session(Cases.config(1, 1).build()));
        scene.ok("reset", "of", "s");
        String wrong = "walrass://" + place + "/nowhere?ticket=" + "0".repeat(32);
        scene.refused(
                "NOT_FOUND", "UNKNOWN_SESSION", Scene.command("join", "as", "y", "address", wrong, "ca", authority));
    }

    private static void draining(Scene scene) throws Exception {
        WalrasServer stopping = scene.server(ServerConfig.builder().drainTime(Duration.ofSeconds(20)));
        SessionConfig.Builder config = Cases.config(1, 1);
        Mirror mirror = scene.mirror(config);
        scene.twin("127.0.0.1:" + stopping.port(), config.build());
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        same("reset", turn, scene.ok("reset", "of", "s"));
        Thread end = new Thread(stopping::close, "drain");
        end.start();
        String events = "";
        for (int step = 1; step <= 100 && !events.contains("SERVER_DRAINING"); step++) {
            TimeUnit.MILLISECONDS.sleep(10);
            JsonObject actions = mirror.actions(turn, step);
            turn = mirror.step(0, actions);
            same("step " + step, turn, scene.ok("step", "of", "s", "actions", actions));
            events = scene.ok("events", "of", "s").toString();
        }
        CaseFailure.unless(events.contains("SERVER_DRAINING"), "expected the event SERVER_DRAINING, got " + events);
        scene.ok("close", "of", "s");
        end.join();
    }

    private static void nobody(Scene scene) throws Exception {
        scene.refused("UNAVAILABLE", "", Scene.command("connect", "as", "c", "address", NOBODY));
    }
}
