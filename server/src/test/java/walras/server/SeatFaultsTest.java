package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.AutoresetMode;
import walras.v1.Deadline;
import walras.v1.LateAction;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.RemoteFiller;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/**
 * Two programs at one table, and what can happen to one of them, a hundred times over. After every step the turn is held
 * against that of a table at which nothing ever happened: an act that was lost, or taken twice, would show.
 */
@Tag("full") // starts a hundred servers
final class SeatFaultsTest {
    private static final int TIMES = 100;

    @TempDir
    private Path folder = Path.of("");

    private static SessionConfig.Builder table() {
        SessionConfig.Builder config = SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(3)
                .setAutoresetMode(AutoresetMode.AUTORESET_MODE_SAME_STEP)
                .setOptions(Struct.newBuilder()
                        .putFields(
                                "agents", Value.newBuilder().setNumberValue(2).build()));
        for (int agent = 0; agent < 2; agent++) {
            config.addSeats(SeatConfig.newBuilder()
                    .setGroup("counters")
                    .setAgent(agent)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        return config;
    }

    /** The table, as a program with one seat of it knows it. */
    private record Place(Attached made, int seat) {
        PlayClient come(ManagedChannel channel, UnaryOperator<Attach.Builder> how) {
            PlayClient client = new PlayClient(channel);
            client.send(PlayRequest.newBuilder()
                    .setAttach(how.apply(Attach.newBuilder()
                            .setAccess(Access.newBuilder()
                                    .setSessionId(made.getSession().getId())
                                    .addTickets(made.getTickets(seat).getTicket())))));
            return client;
        }

        /** Takes the seat, whoever has it, having seen the turn of a step. */
        PlayClient back(ManagedChannel channel, long seen) {
            PlayClient client = come(channel, attach -> attach.setReplace(true).addLastSteps(seen));
            assertTrue(client.response().hasAttached());
            return client;
        }

        void act(PlayClient client, long step) {
            client.act(step, seat, frame(step));
        }

        byte[] frame(long step) {
            return Frames.filled(made.getSession().getSeats(seat).getActionLayout(), (int) (step + seat) % 2);
        }
    }

    /** Makes a table, and has turn 0. */
    private static Attached made(ManagedChannel channel, SessionConfig config) {
        PlayClient host = new PlayClient(channel);
        Attached made = host.create(config);
        host.reset(11);
        host.leave(false);
        assertTrue(host.end().isOk());
        return made;
    }

    /** The next turn of a step; events, and turns that were seen, are passed over. */
    private static Turn turn(PlayClient client, long step) {
        while (true) {
            PlayResponse response = client.response();
            assertTrue(!response.hasError(), response::toString);
            if (response.hasTurn() && response.getTurn().getStep() >= step) {
                assertEquals(step, response.getTurn().getStep());
                return response.getTurn();
            }
        }
    }

    /** The step of the next error; events are passed over. */
    private static long error(PlayClient client) {
        PlayResponse response = client.response();
        while (response.hasEvent()) {
            response = client.response();
        }
        assertTrue(response.hasError(), response::toString);
        return response.getError().getStep();
    }

    /** What each step of an undisturbed table shows the seat. */
    private static List<Turn> undisturbed(RunningServer server, int seat) {
        Attached made = made(server.channel(), table().build());
        List<Place> places = List.of(new Place(made, 0), new Place(made, 1));
        List<PlayClient> clients = new ArrayList<>();
        places.forEach(place -> clients.add(place.back(server.channel(), 0)));
        List<Turn> turns = new ArrayList<>(List.of(Turn.getDefaultInstance()));
        for (int step = 1; step <= TIMES; step++) {
            places.get(0).act(clients.get(0), step);
            places.get(1).act(clients.get(1), step);
            List<Turn> both = List.of(turn(clients.get(0), step), turn(clients.get(1), step));
            turns.add(both.get(seat));
        }
        return turns;
    }

    private static RunningServer server() throws IOException {
        return new RunningServer(settings -> settings);
    }

    /** What happens to the first program in a step; returns it as it is afterwards, having acted. */
    private interface Fault {
        PlayClient happen(Place place, PlayClient client, long step);
    }

    private static void play(RunningServer server, Fault fault) {
        List<Turn> expected = undisturbed(server, 0);
        Attached made = made(server.channel(), table().build());
        Place place = new Place(made, 0);
        Place other = new Place(made, 1);
        PlayClient patient = other.back(server.channel(), 0);
        PlayClient client = place.back(server.channel(), 0);
        for (int step = 1; step <= TIMES; step++) {
            client = fault.happen(place, client, step);
            other.act(patient, step);
            turn(patient, step);
            assertEquals(expected.get(step), turn(client, step));
        }
    }

    @Test
    void client_killedBetweenActAndTurn_losesNothing() throws IOException {
        try (RunningServer server = server()) {
            play(server, (place, client, step) -> {
                place.act(client, step);
                client.requests().cancel("killed", null); // its act may have arrived, or not
                PlayClient again = place.back(server.channel(), step - 1);
                place.act(again, step);
                return again;
            });
        }
    }

    @Test
    void connection_cutAndResumed_losesNothing() throws IOException {
        try (RunningServer server = server()) {
            List<ManagedChannel> channels = new ArrayList<>(List.of(server.channel()));
            play(server, (place, client, step) -> {
                ManagedChannel mortal = server.channel();
                PlayClient present = place.back(mortal, step - 1);
                place.act(present, step);
                mortal.shutdownNow(); // the connection is gone with whatever was on its way
                channels.add(mortal);
                PlayClient again = place.back(channels.get(0), step - 1);
                place.act(again, step);
                return again;
            });
        }
    }

    @Test
    void steps_duplicateAndOutOfOrder_areTakenOnce() throws IOException {
        try (RunningServer server = server()) {
            play(server, (place, client, step) -> {
                client.act(step + 2, place.seat(), place.frame(step + 2));
                assertEquals(step + 2, error(client));
                if (step > 1) {
                    client.act(step - 1, place.seat(), place.frame(step));
                    turn(client, step - 1); // it was taken, and is not taken otherwise now
                }
                place.act(client, step);
                place.act(client, step);
                client.act(step, place.seat(), place.frame(step + 1));
                assertEquals(step, error(client), "another action for the same step");
                return client;
            });
        }
    }

    @Test
    void twoClients_withOneTicket_neverPlayBoth() throws IOException {
        try (RunningServer server = server()) {
            ManagedChannel channel = server.channel();
            play(server, (place, client, step) -> {
                PlayClient thief = place.come(channel, attach -> attach);
                assertEquals(Status.Code.FAILED_PRECONDITION, thief.end().getCode());
                assertEquals("SEAT_TAKEN", thief.reason());
                place.act(client, step);
                PlayClient heir = place.back(channel, step - 1);
                RunningServer.await(
                        "the first is replaced", () -> client.reason().equals("REPLACED"));
                place.act(heir, step);
                return heir;
            });
        }
    }

    @Test
    void seat_thatNeverAnswers_holdsUpNobody() throws IOException {
        try (RunningServer server = server()) {
            Attached made = made(
                    server.channel(),
                    table().setDeadline(Deadline.newBuilder()
                                    .setStepTime(Duration.newBuilder().setNanos(5_000_000))
                                    .setLateAction(LateAction.LATE_ACTION_DEFAULT_ACTION))
                            .build());
            Place place = new Place(made, 0);
            Place mute = new Place(made, 1);
            PlayClient silent = mute.back(server.channel(), 0);
            PlayClient client = place.back(server.channel(), 0);
            for (long step = 0; step < TIMES; ) {
                place.act(client, step + 1);
                PlayResponse response = silent.response();
                if (response.hasTurn() && response.getTurn().getStep() > 0) {
                    assertEquals(List.of(1), response.getTurn().getLateSeatsList());
                    assertTrue(response.getTurn().getStep() > step);
                    step = response.getTurn().getStep();
                }
            }
        }
    }

    @Test
    void server_killedAndStartedAgain_losesNothing() throws Exception {
        List<Turn> expected;
        try (RunningServer calm = server()) {
            expected = undisturbed(calm, 0);
        }
        Attached made = null;
        for (int step = 1; step <= TIMES; step++) {
            try (ServerProcess server =
                    ServerProcess.startWith(List.of("-XX:TieredStopAtLevel=1"), "--data-dir", folder.toString())) {
                ManagedChannel channel = ServerProcess.channel(server.port());
                made = made == null ? made(channel, table().build()) : made;
                Place place = new Place(made, 0);
                Place other = new Place(made, 1);
                long seen = Math.max(0, step - 2);
                PlayClient client = place.back(channel, seen);
                PlayClient patient = other.back(channel, seen);
                if (step > 1) { // the last server died when this had been sent, and may have taken it
                    place.act(client, step - 1);
                    other.act(patient, step - 1);
                    assertEquals(expected.get(step - 1), turn(client, step - 1));
                    turn(patient, step - 1);
                }
                place.act(client, step);
                other.act(patient, step);
                server.kill();
                channel.shutdownNow();
            }
        }
    }
}
