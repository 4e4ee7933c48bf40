package walras.server.conformance;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import walras.env.Registry;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.work.Limits;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;

/**
 * One session of as many seats as there are programs, in whatever languages, which play in step while their connections are
 * cut; then the same by one program that holds all seats. What they saw must be the same, and the log must verify.
 */
public final class Together {
    private static final String GROUP = "counters";
    private static final int ROWS = 3;
    private static final int TARGET = 1000;

    /**
     * What came of it.
     *
     * @param hash of everything that all seats saw
     * @param alone the hash of the one program's play
     * @param cuts how many connections were cut
     * @param loggedTurns how many turns the log has, all as recorded
     */
    public record Outcome(String hash, String alone, int cuts, long loggedTurns) {}

    private final List<List<String>> commands;
    private final int steps;
    private final int cutEvery;

    public Together(List<List<String>> commands, int steps, int cutEvery) {
        this.commands = commands;
        this.steps = steps;
        this.cutEvery = cutEvery;
    }

    /** Plays both; the folder keeps the logs. */
    public Outcome play(Path data) throws Exception {
        ServerConfig.Builder settings =
                ServerConfig.builder().port(0).httpPort(0).dataDir(data);
        try (WalrasServer server = WalrasServer.start(settings.build())) {
            var channel = Scene.channel(server.port());
            try (Mirror many = new Mirror(channel, config());
                    Mirror one = new Mirror(channel, config())) {
                List<Player> players = new ArrayList<>();
                for (int seat = 0; seat < commands.size(); seat++) {
                    players.add(new Player(commands.get(seat), server, many, seat));
                }
                MessageDigest seen = digest();
                int cuts = played(many, players, seen, true);
                long turns = verified(data, many.session().getId());
                int[] all = new int[commands.size()];
                java.util.Arrays.setAll(all, seat -> seat);
                MessageDigest again = digest();
                played(one, List.of(new Player(commands.get(0), server, one, all)), again, false);
                return new Outcome(hex(seen), hex(again), cuts, turns);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private SessionConfig config() {
        SessionConfig.Builder config = Mirror.of(
                        "counter-v0", Map.of("agents", (double) commands.size(), "target", (double) TARGET))
                .setNumEnvs(ROWS)
                .setSeed(17);
        for (int seat = 0; seat < commands.size(); seat++) {
            config.addSeats(SeatConfig.newBuilder()
                    .setGroup(GROUP)
                    .setAgent(seat)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        return config.build();
    }

    private int played(Mirror host, List<Player> players, MessageDigest seen, boolean cutting) throws IOException {
        int cuts = 0;
        host.reset(ResetConfig.getDefaultInstance());
        note(seen, players, Scene.command("wait", "of", "p"));
        for (int step = 1; step <= steps; step++) {
            JsonObject actions = host.actions(new JsonObject(), step);
            for (Player each : players) {
                each.driver.tell(Scene.command("send", "of", "p", "actions", each.own(actions)));
            }
            if (cutting && step % cutEvery == 0) {
                players.get(cuts % players.size()).between.cut();
                cuts++;
            }
            for (Player each : players) {
                each.answer();
            }
            note(seen, players, Scene.command("receive", "of", "p"));
        }
        for (Player each : players) {
            each.driver.ask(Scene.command("end"));
            each.close();
        }
        return cuts;
    }

    /** Seat by seat what a turn brought. */
    private static void note(MessageDigest seen, List<Player> players, JsonObject command) {
        players.forEach(each -> each.driver.tell(command));
        for (Player each : players) {
            JsonObject turn = each.answer();
            for (int seat : each.seats) {
                String key = each.key(seat);
                String line = seat
                        + Comparison.text(turn.get("step"))
                        + Comparison.text(turn.getAsJsonObject("obs")
                                .getAsJsonObject(key)
                                .getAsJsonObject("count")
                                .get("values"))
                        + Comparison.text(turn.getAsJsonObject("reward").get(key))
                        + Comparison.text(turn.get("terminated"));
                seen.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static long verified(Path data, String session) throws IOException {
        long turns = 0;
        try (Stream<Path> files = Files.walk(data)) {
            for (Path log : files.filter(each ->
                            each.toString().contains(session) && each.toString().endsWith(".log"))
                    .toList()) {
                turns += new ReplayVerifier(Registry.discover(), Limits.defaults())
                        .verify(log)
                        .turns();
            }
        }
        return turns;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException(every); // every Java has it
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A program with seats, and who stands between it and the server. */
    private static final class Player implements AutoCloseable {
        private final Driver driver;
        private final Between between;
        private final int[] seats;

        Player(List<String> command, WalrasServer server, Mirror host, int... seats) throws IOException {
            this.seats = seats;
            between = new Between(server.port());
            driver = new Driver(command);
            driver.tell(Scene.command("join", "as", "p", "address", host.address(between.place(), seats)));
            answer();
        }

        String key(int seat) {
            return seats.length == 1 ? GROUP : GROUP + "/" + seat;
        }

        JsonObject own(JsonObject actions) {
            JsonObject own = new JsonObject();
            for (int seat : seats) {
                own.add(key(seat), actions.get(GROUP + "/" + seat));
            }
            return own;
        }

        JsonObject answer() {
            JsonObject answer = driver.answer(new JsonObject());
            CaseFailure.unless(answer.has("ok"), String.valueOf(answer));
            return answer.getAsJsonObject("ok");
        }

        @Override
        public void close() throws IOException {
            driver.close();
            between.close();
        }
    }
}
