package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.RunningServer;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/** Turns that are made again out of logs, against those that were played. */
final class ReplayTest {
    private static final int STEPS = 9;

    @TempDir
    private Path folder = Path.of("");

    private RunningServer running;
    private JsonPost post;
    private CreateSessionResponse made;
    private final List<Object> played = new ArrayList<>();

    @BeforeEach
    void play() throws IOException {
        running = new RunningServer(settings -> settings.dataDir(folder));
        post = new JsonPost(running);
        made = SessionServiceGrpc.newBlockingStub(running.channel())
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionConfig.newBuilder()
                                .setEnvironment("auction/chain-v0")
                                .setNumEnvs(3)
                                .setSeed(5)
                                .addMetrics("*"))
                        .build());
        String access = "{\"access\": " + JsonPost.access(RunningServer.access(made));
        played.add(post.call("SessionService/Reset?values=lists", access + "}").at("turn"));
        for (int k = 1; k <= STEPS; k++) {
            String bids = "[[0.1,0." + k + ",0.2,0.3],[0.5,0.4,0.3,0.2],[0,0,0,0." + k + "]]";
            played.add(post.call(
                            "SessionService/Step?values=lists",
                            access + ", \"actions\": {\"bidders\": {\"bid\": " + bids + "}}}")
                    .at("turn"));
        }
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private JsonPost.Reply get(String target, String... headers) {
        HttpRequest.Builder request = post.request(target).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return post.send(request);
    }

    private String target(String more) {
        return "/replay?session=" + made.getSession().getId() + more;
    }

    private static Object member(Object object, String name) {
        return java.util.Objects.requireNonNull(((Map<?, ?>) object).get(name), name);
    }

    // Guards every number of a replayed turn, of a session that is open and of one that has ended.
    @Test
    void replay_byTheHost_hasWhatWasPlayed() {
        assertReplays("open");
        SessionServiceGrpc.newBlockingStub(running.channel())
                .closeSession(CloseSessionRequest.newBuilder()
                        .setAccess(RunningServer.access(made))
                        .build());
        assertReplays("ended");
    }

    private void assertReplays(String state) {
        JsonPost.Reply reply = get(target("&from=2&steps=5"), "walras-host-token", made.getHostToken())
                .good();
        assertEquals(0L, reply.at("first_step"), state);
        assertEquals((long) STEPS, reply.at("last_step"), state);
        List<?> turns = (List<?>) reply.at("turns");
        assertEquals(5, turns.size(), state);
        for (int k = 0; k < turns.size(); k++) {
            Object before = played.get(2 + k);
            Object again = turns.get(k);
            assertEquals(member(before, "step"), member(again, "step"));
            for (String name : List.of("obs", "reward", "terminated", "truncated", "metrics", "active")) {
                assertEquals(member(before, name), member(member(again, "turn"), name), state + " " + name);
            }
            Object bids = member(member(member(again, "actions"), "bidders"), "bid");
            assertEquals(List.of(0.1, (2 + k) / 10.0, 0.2, 0.3), ((List<?>) bids).get(0));
        }
        assertEquals(
                List.of(),
                get(target("&from=100"), "walras-host-token", made.getHostToken())
                        .at("turns"));
    }

    // Guards what seats see against whoever shows no ticket.
    @Test
    void replay_byStrangers_showsWhatIsPublic() {
        JsonPost.Reply reply = get(target("&from=3&steps=1&rows=2")).good();
        Object turn = member(((List<?>) reply.at("turns")).get(0), "turn");
        assertEquals(java.util.Set.of("terminated", "truncated", "metrics"), ((Map<?, ?>) turn).keySet());
        assertFalse(((Map<?, ?>) member(turn, "metrics")).containsKey("bid"));
        assertEquals(2, ((List<?>) member(member(turn, "metrics"), "price")).size());
        assertFalse(reply.json().containsKey("options"));
        assertFalse(reply.body().contains("actions"));
        String ticket = made.getTickets(0).getTicket();
        JsonPost.Reply player =
                get(target("&from=3&steps=1"), "walras-ticket", ticket).good();
        assertTrue(player.body().contains("\"actions\""), player.body());
    }

    @ParameterizedTest
    @CsvSource({
        "'&from=-1', '', 400",
        "'&steps=0', '', 400",
        "'&steps=2001', '', 400",
        "'&shard=1', '', 400",
        "'&turn=1', '', 400",
        "'x', '', 404",
        "'/../../x', '', 404",
        "'', 'walras-host-token', 403",
        "'', 'walras-ticket', 403",
    })
    void replay_thatIsWrong_isRefused(String more, String header, int status) {
        JsonPost.Reply reply =
                header.isEmpty() ? get(target(more)) : get(target(more), header, "00000000000000000000000000000000");
        assertEquals(status, reply.status(), reply.body());
    }

    // Guards the list: what there is, who has it open, and nothing private.
    @Test
    void logs_areListed_openAndEnded() {
        Object log = get("/logs").good().at("logs", 0);
        assertEquals(made.getSession().getId(), member(log, "session"));
        assertEquals("auction/chain-v0", member(log, "environment"));
        assertEquals(true, member(log, "open"));
        assertEquals(
                java.util.Set.of("session", "environment", "num_envs", "shards", "create_time_ms", "open"),
                ((Map<?, ?>) log).keySet());
        SessionServiceGrpc.newBlockingStub(running.channel())
                .closeSession(CloseSessionRequest.newBuilder()
                        .setAccess(RunningServer.access(made))
                        .build());
        assertEquals(false, get("/logs").good().at("logs", 0, "open"));
    }
}
