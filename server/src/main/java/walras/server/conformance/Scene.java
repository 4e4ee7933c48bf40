package walras.server.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.v1.SessionConfig;

/** What a case plays with: the client's process, a server, and what the case has opened, which ends with it. */
final class Scene implements AutoCloseable {
    private static final Gson GSON = new Gson();

    private final Driver driver;
    private final WalrasServer server;
    private final boolean http;
    private final ManagedChannel channel;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Scene(Driver driver, WalrasServer server, boolean http) {
        this.driver = driver;
        this.server = server;
        this.http = http;
        channel = channel(server.port());
    }

    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    Driver driver() {
        return driver;
    }

    ManagedChannel behind() {
        return channel;
    }

    /** The server's place, host:port. */
    String place() {
        return "127.0.0.1:" + port(server);
    }

    /** The port that the client speaks to. */
    int port(WalrasServer of) {
        return http ? of.httpPort() : of.port();
    }

    /** Whether the client speaks HTTP and JSON. */
    boolean http() {
        return http;
    }

    <T extends AutoCloseable> T open(T resource) {
        opened.add(0, resource);
        return resource;
    }

    Between between() throws IOException {
        return open(new Between(server.port()));
    }

    Mirror mirror(SessionConfig.Builder config) {
        return open(new Mirror(channel, config.build()));
    }

    /** Another server, with settings of its own. */
    WalrasServer server(ServerConfig.Builder settings) throws IOException {
        return open(WalrasServer.start(settings.port(0).httpPort(0).build()));
    }

    /** A line for the client: a verb, and names followed by values. */
    static JsonObject command(String verb, Object... pairs) {
        JsonObject command = new JsonObject();
        command.addProperty("do", verb);
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            command.add(String.valueOf(pairs[i]), value instanceof JsonElement json ? json : GSON.toJsonTree(value));
        }
        return command;
    }

    /** What the client answers to something that it must be able to do. */
    JsonObject ok(String verb, Object... pairs) {
        return ok(command(verb, pairs));
    }

    JsonObject ok(JsonObject command) {
        JsonObject answer = driver.ask(command);
        CaseFailure.unless(answer.has("ok"), verb(command) + ": " + answer);
        return answer.getAsJsonObject("ok");
    }

    /** Something that is refused; the answer. */
    JsonObject refused(String code, String reason, JsonObject command) {
        JsonObject answer = driver.ask(command);
        JsonObject right = new JsonObject();
        right.addProperty("code", code);
        if (!reason.isEmpty()) {
            right.addProperty("reason", reason);
        }
        CaseFailure.unless(answer.has("error"), verb(command) + ": expected " + right + ", got an answer");
        JsonObject error = answer.getAsJsonObject("error");
        Comparison.same(verb(command), right, error);
        JsonElement message = error.get("message");
        CaseFailure.unless(
                message instanceof JsonPrimitive words && !words.getAsString().isEmpty(),
                verb(command) + ": an error without a message");
        return answer;
    }

    private static String verb(JsonObject command) {
        return command.get("do").getAsString();
    }

    /** Connects, and makes a session that is the mirror's twin; keys are c and s. */
    void twin(String place, SessionConfig config) {
        ok("connect", "as", "c", "address", place);
        ok(session(config));
    }

    /** The command that makes a session like this one, of the connection c. */
    static JsonObject session(SessionConfig config) {
        JsonObject command = command(
                "session",
                "as",
                "s",
                "of",
                "c",
                "environment",
                config.getEnvironment(),
                "num_envs",
                Math.max(1, config.getNumEnvs()),
                "autoreset",
                word(config.getAutoresetMode().name(), "AUTORESET_MODE_"),
                "metrics",
                config.getMetricsList(),
                "shards",
                Math.max(1, config.getShards()));
        JsonObject options = new JsonObject();
        config.getOptions().getFieldsMap().forEach((name, value) -> options.addProperty(name, value.getNumberValue()));
        command.add("options", options);
        JsonArray seats = new JsonArray();
        config.getSeatsList()
                .forEach(seat -> seats.add(seat.getGroup() + (seat.hasAgent() ? "/" + seat.getAgent() : "")));
        command.add("seats", seats);
        command.addProperty("privileged", config.getSeatsList().stream().anyMatch(each -> each.getRemote()
                .getPrivileged()));
        if (config.hasSeed()) {
            command.addProperty("seed", config.getSeed());
        }
        return command;
    }

    private static String word(String name, String prefix) {
        String word = name.substring(prefix.length()).toLowerCase(java.util.Locale.ROOT);
        return word.equals("unspecified") ? "next_step" : word;
    }

    @Override
    public void close() {
        try {
            ok("end");
        } finally {
            opened.forEach(Scene::end);
            channel.shutdownNow();
        }
    }

    private static void end(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception failed) {
            throw new IllegalStateException("what a case has opened does not close", failed);
        }
    }
}
