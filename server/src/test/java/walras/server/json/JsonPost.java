package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import walras.server.RunningServer;
import walras.server.report.Json;
import walras.v1.Access;

/** Calls methods by JSON, as a stranger does. */
final class JsonPost {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final RunningServer running;

    JsonPost(RunningServer running) {
        this.running = running;
    }

    /** What came back. */
    record Reply(int status, String body) {
        Map<?, ?> json() {
            return (Map<?, ?>) Objects.requireNonNull(Json.parse(body));
        }

        /** A member of a member of the answer. */
        Object at(Object... path) {
            Object value = json();
            for (Object step : path) {
                value = Objects.requireNonNull(
                        step instanceof Integer index ? ((List<?>) value).get(index) : ((Map<?, ?>) value).get(step));
            }
            return value;
        }

        /** An answer that must be a good one. */
        Reply good() {
            assertEquals(200, status, body);
            return this;
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + running.server().httpPort() + path))
                .timeout(PATIENCE);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** @param method as {@code SessionService/Step?values=lists} */
    Reply call(String method, byte[] body) {
        return send(request("/walras.v1." + method)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Reply call(String method, String body) {
        return call(method, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Reply call(String method, Message message) {
        try {
            return call(method, JsonFormat.printer().print(message));
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The answer to a method as its message. */
    <T extends Message.Builder> T call(String method, Message message, T answer) {
        try {
            JsonFormat.parser().merge(call(method, message).good().body(), answer);
            return answer;
        } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    /** Who may do everything in a session, as JSON. */
    static String access(Access access) {
        return Json.line(Map.of(
                "sessionId", access.getSessionId(),
                "hostToken", access.getHostToken(),
                "tickets", access.getTicketsList()));
    }
}
