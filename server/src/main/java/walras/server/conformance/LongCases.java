package walras.server.conformance;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.server.session.work.Limits;
import walras.v1.ResetConfig;
import walras.v1.SessionConfig;

/** Words, headers and messages that are longer than any program needs. */
final class LongCases {
    private static final int LONG_WORD = 100_000; // characters
    private static final int LONGEST_MESSAGE = 4096; // characters
    private static final int MESSAGE_BYTES = 1 << 14;
    private static final int ROWS = 8192; // an act of so many rows is longer than MESSAGE_BYTES, as numbers and as text
    private static final String WORD = "w".repeat(LONG_WORD);

    private LongCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase(
                        "long-errors",
                        "Errors about words of 100 kB still have their reason, and the connection lives on.",
                        LongCases::errors),
                new ConformanceCase(
                        "long-addresses",
                        "Sessions, tickets and tokens of 100 kB are refused, and the next one is served.",
                        true,
                        LongCases::addresses),
                new ConformanceCase(
                        "long-message",
                        "An act above the server's limit ends the play with its reason and the flag that raises it.",
                        true,
                        LongCases::message));
    }

    private static void errors(Scene scene) throws Exception {
        Between between = scene.between();
        scene.ok("connect", "as", "c", "address", scene.http() ? scene.place() : between.place());
        shortly(scene, "NOT_FOUND", "UNKNOWN_ENVIRONMENT", session("environment", WORD));
        shortly(scene, "INVALID_ARGUMENT", "UNKNOWN_OPTION", session("options", Map.of(WORD, 1)));
        shortly(scene, "NOT_FOUND", "UNKNOWN_METRIC", session("metrics", List.of(WORD)));
        shortly(scene, "NOT_FOUND", "UNKNOWN_GROUP", session("seats", List.of(WORD)));
        scene.ok(Scene.session(Mirror.of("counter-v0", Map.of()).build()));
        CaseFailure.unless(
                scene.http() || between.made() == 1, "expected one connection for all calls, got " + between.made());
    }

    private static void addresses(Scene scene) {
        Mirror host = scene.mirror(Cases.config(1, 1));
        String address = host.address(scene.place(), 0);
        String ticket = address.substring(address.indexOf('?'));
        shortly(scene, "NOT_FOUND", "UNKNOWN_SESSION", join("walras://" + scene.place() + "/" + WORD + ticket));
        shortly(scene, "PERMISSION_DENIED", "TOKEN_WRONG", join(address.replace(ticket, "?ticket=" + WORD)));
        // Longer than any header may be: gRPC's libraries say so by themselves, each with a code of its own.
        said(scene.driver().ask(Scene.command("connect", "as", "x", "address", scene.place(), "token", WORD)));
        scene.ok(join(address));
    }

    private static void message(Scene scene) throws Exception {
        WalrasServer narrow =
                scene.server(ServerConfig.builder().limits(Limits.defaults().withMessageBytes(MESSAGE_BYTES)));
        SessionConfig.Builder config = Mirror.of("counter-v0", Map.of()).setNumEnvs(ROWS);
        Mirror mirror = scene.mirror(config);
        JsonObject turn = mirror.reset(ResetConfig.getDefaultInstance());
        scene.twin("127.0.0.1:" + narrow.port(), config.build());
        scene.ok("reset", "of", "s");
        JsonObject step = Scene.command("step", "of", "s", "actions", mirror.actions(turn, 1));
        String message = shortly(scene, "RESOURCE_EXHAUSTED", "LIMIT", step);
        CaseFailure.unless(message.contains("--max-message-mib"), "expected the flag that raises it, got " + message);
        scene.ok("end");
        scene.twin("127.0.0.1:" + narrow.port(), config.setNumEnvs(1).build());
    }

    private static JsonObject session(String name, Object value) {
        JsonObject command = Scene.session(Mirror.of("counter-v0", Map.of()).build());
        command.add(name, Scene.command("", name, value).get(name));
        return command;
    }

    private static JsonObject join(String address) {
        return Scene.command("join", "as", "s", "address", address);
    }

    /** Refused in few words, which are the answer. */
    private static String shortly(Scene scene, String code, String reason, JsonObject command) {
        return said(scene.refused(code, reason, command));
    }

    private static String said(JsonObject answer) {
        CaseFailure.unless(answer.has("error"), "expected a refusal, got an answer");
        String message = answer.getAsJsonObject("error").get("message").getAsString();
        CaseFailure.unless(
                !message.isEmpty() && message.length() < LONGEST_MESSAGE,
                "expected a short message, got " + message.length() + " characters");
        return message;
    }
}
