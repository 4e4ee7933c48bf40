package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.SessionConfig;

/** Bodies that somebody has damaged: each is answered or refused, none is the server's failure. */
final class JsonFuzzTest {
    private static final List<String> PIECES = List.of(
            "1e999",
            "-1e999",
            "-0",
            "NaN",
            "Infinity",
            "null",
            "true",
            "[]",
            "{}",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "\\ud800",
            "\\u0000",
            "\"x\":1,",
            "99999999999999999999",
            "1e-999",
            "0.1",
            "[[",
            "]]",
            "/*",
            "'",
            "\t",
            "\ufeff",
            "1e9999999999",
            "--1",
            "\"values\"",
            "\u2028");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private byte[] damaged(String whole) {
        StringBuilder text = new StringBuilder(whole);
        for (int k = 1 + random.nextInt(3); k > 0; k--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, at + 1);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.setLength(at);
                case 3 -> text.insert(at, text.substring(at, end));
                default -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private void play(int times) throws IOException {
        try (RunningServer running = new RunningServer(settings -> settings)) {
            JsonPost json = new JsonPost(running);
            CreateSessionResponse made = json.call(
                            "SessionService/CreateSession",
                            CreateSessionRequest.newBuilder()
                                    .setConfig(SessionConfig.newBuilder()
                                            .setEnvironment("auction/chain-v0")
                                            .setNumEnvs(2))
                                    .build(),
                            CreateSessionResponse.newBuilder())
                    .build();
            Access access = RunningServer.access(made);
            String who = "{\"access\":" + JsonPost.access(access);
            List<String[]> calls = List.of(
                    new String[] {
                        "SessionService/Step?values=lists",
                        who + ",\"actions\":{\"bidders\":{\"bid\":[[0.1,0.2,0.3,0.4],[0.5,0.6,0.7,0.8]]}},\"shard\":0}"
                    },
                    new String[] {
                        "SessionService/Step",
                        who + ",\"act\":{\"frames\":[{\"frame\":\"" + "A".repeat(86) + "==" + "\"}]}}"
                    },
                    new String[] {
                        "SessionService/Reset?values=lists",
                        who + ",\"reset\":{\"seed\":\"7\",\"rowMask\":\"AQE=\",\"rowOptions\":[{\"rows\":[0]}]}}"
                    },
                    new String[] {
                        "SessionService/Rollout?values=lists",
                        who
                                + ",\"steps\":2,\"policies\":[{\"policy\":{\"uniform\":{}}}],\"fields\":[{\"kind\":\"FIELD_KIND_REWARD\"}]}"
                    },
                    new String[] {
                        "SessionService/CreateSession",
                        "{\"config\":{\"environment\":\"counter-v0\",\"options\":{\"horizon\":5},\"seed\":3,\"keep\":\"1.5s\","
                                + "\"seats\":[{\"group\":\"counters\",\"remote\":{}}],\"metrics\":[\"*\"]}}"
                    });
            json.call(calls.get(2)[0], calls.get(2)[1].replace(",\"rowOptions\":[{\"rows\":[0]}]", ""))
                    .good();
            for (String[] call : calls) {
                int status = json.call(call[0], call[1]).status();
                assertTrue(status == 200 || call[0].contains("Reset"), call[0] + ": " + status);
            }
            for (int k = 0; k < times; k++) {
                String[] call = calls.get(random.nextInt(calls.size()));
                byte[] body = damaged(call[1]);
                JsonPost.Reply reply = json.call(call[0], body);
                String told = "seed " + seed + ": " + call[0] + ' ' + new String(body, StandardCharsets.UTF_8) + " -> "
                        + reply.status() + ' ' + reply.body();
                assertTrue(reply.status() < 500, told);
                assertTrue(reply.status() == 200 || reply.at("code") instanceof String, told);
            }
            assertEquals(0, running.meter("walras_incidents_total"), "seed " + seed);
            RunningServer.await("no call", () -> running.meter("walras_calls_open") == 0);
        }
    }

    @Test
    void bodies_damaged_areNeverTheServersFailure() throws IOException {
        play(1500);
    }

    @Test
    @Tag("full")
    void bodies_damagedInTensOfThousands_areNeverTheServersFailure() throws IOException {
        play(50_000);
    }
}
