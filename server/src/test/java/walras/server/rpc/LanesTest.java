package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.Frames;
import walras.server.LanesClient;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.server.session.Limits;
import walras.v1.Access;
import walras.v1.Attached;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.EventKind;
import walras.v1.FrameLayout;
import walras.v1.LaneRequest;
import walras.v1.LaneResponse;
import walras.v1.PlayError;
import walras.v1.PlayManyRequest;
import walras.v1.PlayManyResponse;
import walras.v1.PlayRequest;
import walras.v1.PlayServiceGrpc;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.Turn;

/** Many plays in one call: each is as a play of its own, whatever the others do. */
final class LanesTest {
    private static final int LANES = 100;

    private RunningServer running;
    private ManagedChannel channel;
    private LanesClient lanes;

    @BeforeEach
    void start() throws IOException {
        running = new RunningServer(
                settings -> settings.limits(Limits.defaults().withSessions(4096).withLanes(256, 128)));
        channel = running.channel();
        lanes = new LanesClient(channel);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static SessionConfig config(String environment, int rows, long seed) {
        return SessionConfig.newBuilder()
                .setEnvironment(environment)
                .setNumEnvs(rows)
                .setSeed(seed)
                .build();
    }

    private static SessionConfig counter() {
        return config("counter-v0", 2, 7);
    }

    private static FrameLayout actions(Attached attached) {
        return attached.getSession().getSeats(0).getActionLayout();
    }

    /** Opens so many lanes of small sessions and resets them. */
    private List<Attached> open(int count) {
        for (int lane = 0; lane < count; lane++) {
            lanes.create(lane, counter());
        }
        lanes.send();
        List<Attached> attached = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            attached.add(lanes.attached(lane));
            lanes.reset(lane, 7);
        }
        lanes.send();
        for (int lane = 0; lane < count; lane++) {
            assertEquals(0, lanes.turn(lane).getStep());
        }
        return attached;
    }

    private void actAll(int count, long step, byte[] frame) {
        for (int lane = 0; lane < count; lane++) {
            lanes.act(lane, 0, step, 0, frame);
        }
        lanes.send();
    }

    // Guards the whole idea: the very bytes of the turns of separate streams, lane by lane, over many steps, with
    // threads
    // that share the lanes of a message.
    @ParameterizedTest
    @ValueSource(strings = {"counter-v0", "auction/chain-v0"})
    void lanes_playedTogether_equalSeparateStreams(String environment) {
        for (int lane = 0; lane < LANES; lane++) {
            lanes.create(lane, config(environment, 3, lane));
        }
        lanes.send();
        List<FrameLayout> layouts = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            layouts.add(actions(lanes.attached(lane)));
            lanes.reset(lane, lane);
        }
        lanes.send();
        int steps = 30;
        List<List<Turn>> together = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            together.add(new ArrayList<>(List.of(lanes.turn(lane))));
        }
        for (int step = 1; step <= steps; step++) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes.act(
                        lane,
                        0,
                        step,
                        0,
                        Frames.filled(layouts.get(lane), environment.equals("counter-v0") ? (lane + step) % 2 : 0));
            }
            lanes.send();
            for (int lane = 0; lane < LANES; lane++) {
                together.get(lane).add(lanes.turn(lane));
            }
        }
        for (int lane = 0; lane < LANES; lane += 9) {
            PlayClient alone = new PlayClient(channel);
            alone.create(config(environment, 3, lane));
            assertEquals(together.get(lane).get(0), alone.reset(lane));
            for (int step = 1; step <= steps; step++) {
                alone.act(
                        step,
                        0,
                        Frames.filled(layouts.get(lane), environment.equals("counter-v0") ? (lane + step) % 2 : 0));
                assertEquals(together.get(lane).get(step), alone.turn());
            }
            alone.leave(true);
        }
    }

    // Guards the saving: turns that are made at once travel together.
    @Test
    void turns_madeAtOnce_comeInFewMessages() {
        byte[] frame = Frames.filled(actions(open(LANES).get(0)), 1);
        int before = lanes.messages();
        int steps = 20;
        for (int step = 1; step <= steps; step++) {
            actAll(LANES, step, frame);
            for (int lane = 0; lane < LANES; lane++) {
                assertEquals(step, lanes.turn(lane).getStep());
            }
        }
        int messages = lanes.messages() - before;
        assertTrue(messages < steps * LANES / 10, messages + " messages for " + steps + " steps of " + LANES);
    }

    // Guards that a mistake in one lane stays there.
    @Test
    void error_inOneLane_leavesOthersAlone() {
        byte[] frame = Frames.filled(actions(open(4).get(0)), 1);
        lanes.act(0, 0, 1, 0, frame)
                .act(1, 0, 1, 0, new byte[3])
                .act(2, 0, 9, 0, frame)
                .add(LaneRequest.newBuilder()
                        .setLane(3)
                        .setRequest(PlayRequest.getDefaultInstance())
                        .build())
                .act(77, 0, 1, 0, frame)
                .send();
        assertEquals(1, lanes.turn(0).getStep());
        PlayError bytes = lanes.error(1);
        assertEquals("BAD_FRAME", bytes.getError().getReason());
        assertEquals(1, bytes.getStep());
        assertEquals("WRONG_STEP", lanes.error(2).getError().getReason());
        assertEquals("BAD_REQUEST", lanes.error(3).getError().getReason());
        assertEquals("BAD_REQUEST", lanes.error(77).getError().getReason());
        actAllOf(List.of(1, 2, 3), 1, frame);
        for (int lane = 1; lane < 4; lane++) {
            assertEquals(1, lanes.turn(lane).getStep());
        }
    }

    private void actAllOf(List<Integer> some, long step, byte[] frame) {
        some.forEach(lane -> lanes.act(lane, 0, step, 0, frame));
        lanes.send();
    }

    // Guards against bytes that are no lane's: they are answered, and the stream lives on.
    @Test
    void garbage_isAnsweredWithoutALane() {
        open(1);
        // An unknown field 15 of wire type 7, which there is not.
        lanes.add(LaneRequest.newBuilder()
                        .setLane(0)
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        2,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addLengthDelimited(ByteString.copyFrom(new byte[] {0x7F, 1, 2}))
                                                .build())
                                .build())
                        .build())
                .send();
        assertEquals("BAD_FRAME", lanes.error(0).getError().getReason());
        lanes.requests()
                .onNext(PlayManyRequest.newBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        1,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addLengthDelimited(ByteString.copyFrom(new byte[] {0x12, 100, 2}))
                                                .build())
                                .build())
                        .build());
        assertEquals("BAD_FRAME", lanes.error(-1).getError().getReason());
        lanes.reset(0, 1).send();
        assertEquals(1, lanes.turn(0).getStep());
    }

    // Guards the shards of a lane, which act in one message, and that nothing is taken before an attach was answered.
    @Test
    void severalMessagesOfALane_areTakenOnceItHasAttached() {
        lanes.create(0, counter().toBuilder().setShards(2).build()).reset(0, 1).send();
        List<LaneResponse> both = List.of(lanes.next(0), lanes.next(0));
        Attached attached = both.get(both.get(0).getResponse().hasAttached() ? 0 : 1)
                .getResponse()
                .getAttached();
        PlayError early = both.get(both.get(0).getResponse().hasError() ? 0 : 1)
                .getResponse()
                .getError();
        assertEquals("BAD_REQUEST", early.getError().getReason());
        for (int shard = 0; shard < 2; shard++) {
            lanes.add(
                    0,
                    PlayRequest.newBuilder()
                            .setReset(ResetConfig.newBuilder().setShard(shard).setSeed(1)));
        }
        lanes.send();
        Turn first = lanes.turn(0);
        Turn second = lanes.turn(0);
        assertEquals(1, first.getShard() + second.getShard());
        byte[] frame = Frames.filled(actions(attached), 1);
        lanes.act(0, 0, 1, 0, frame).act(0, 1, 1, 0, frame).send();
        Turn one = lanes.turn(0);
        Turn two = lanes.turn(0);
        assertEquals(1, one.getShard() + two.getShard());
        assertEquals(List.of(1L, 1L), List.of(one.getStep(), two.getStep()));
    }

    // Guards leaving: the session goes on or ends as asked for, and the number can be used again.
    @Test
    void leave_endsTheLaneAlone() {
        byte[] frame = Frames.filled(actions(open(3).get(0)), 1);
        lanes.leave(0, false).leave(1, true).act(2, 0, 1, 0, frame).send();
        assertFalse(lanes.laneEnd(0).hasError());
        assertFalse(lanes.laneEnd(1).hasError());
        assertEquals(1, lanes.turn(2).getStep());
        RunningServer.await("one session closed", () -> running.meter("walras_sessions_open") == 2);
        RunningServer.await("two seats free", () -> running.meter("walras_seats_attached") == 1);
        lanes.create(1, counter()).send();
        lanes.attached(1);
        lanes.reset(1, 1).send();
        assertEquals(0, lanes.turn(1).getStep());
    }

    // Guards against leaks: whatever way a stream ends, no seat and no stream is left behind.
    @Test
    void cancel_releasesEverySeat() {
        open(LANES);
        assertEquals(LANES, running.meter("walras_seats_attached"));
        lanes.requests().cancel("gone", null);
        RunningServer.await("all seats free", () -> running.meter("walras_seats_attached") == 0);
        RunningServer.await("no stream", () -> running.meter("walras_streams_open") == 0);
    }

    @Test
    void cancel_whileAttaching_leavesNoSession() {
        for (int lane = 0; lane < LANES; lane++) {
            lanes.create(lane, counter());
        }
        lanes.send();
        lanes.attached(0);
        lanes.requests().cancel("gone", null);
        RunningServer.await("no stream", () -> running.meter("walras_streams_open") == 0);
        RunningServer.await("all seats free", () -> running.meter("walras_seats_attached") == 0);
    }

    // Guards that a client which sends no more gets what it has asked for.
    @Test
    void halfClose_endsWhenEveryLaneHasAnswered() {
        byte[] frame = Frames.filled(actions(open(4).get(0)), 1);
        actAll(4, 1, frame);
        lanes.requests().onCompleted();
        for (int lane = 0; lane < 4; lane++) {
            assertEquals(1, lanes.turn(lane).getStep());
            assertFalse(lanes.laneEnd(lane).hasError());
        }
        assertEquals(Status.Code.OK, lanes.end().getCode());
        RunningServer.await("all seats free", () -> running.meter("walras_seats_attached") == 0);
    }

    // Guards the barrier between two lanes of one stream, and between two streams, that hold seats of one session.
    @Test
    void seatsOfOneSession_inLanesAndStreams_meetAtTheBarrier() {
        SessionServiceGrpc.SessionServiceBlockingStub sessions = SessionServiceGrpc.newBlockingStub(channel);
        CreateSessionResponse created = sessions.createSession(
                CreateSessionRequest.newBuilder().setConfig(threeSeats()).build());
        LanesClient other = new LanesClient(running.channel());
        Access.Builder access =
                Access.newBuilder().setSessionId(created.getSession().getId());
        lanes.attach(
                        0,
                        access.clone()
                                .addTickets(created.getTickets(0).getTicket())
                                .build())
                .attach(
                        1,
                        access.clone()
                                .addTickets(created.getTickets(1).getTicket())
                                .build())
                .attach(
                        2,
                        access.clone()
                                .addTickets(created.getTickets(1).getTicket())
                                .build())
                .send();
        Attached first = lanes.attached(0);
        lanes.next(1);
        assertEquals("SEAT_TAKEN", lanes.laneEnd(2).getError().getReason());
        other.attach(
                        5,
                        access.clone()
                                .addTickets(created.getTickets(2).getTicket())
                                .build())
                .send();
        other.attached(5);
        Access host = access.clone().setHostToken(created.getHostToken()).build();
        assertEquals(
                0,
                sessions.reset(ResetRequest.newBuilder().setAccess(host).build())
                        .getTurn()
                        .getStep());
        byte[] frame = Frames.filled(actions(first), 1);
        lanes.act(0, 0, 1, 0, frame).act(1, 0, 1, 1, frame).send();
        skipTo(lanes, 0, 0);
        skipTo(lanes, 1, 0);
        skipTo(other, 5, 0);
        assertTrue(lanes.nothingCame(0) && lanes.nothingCame(1));
        other.act(5, 0, 1, 2, frame).send();
        Turn one = skipTo(lanes, 0, 1);
        Turn two = skipTo(lanes, 1, 1);
        Turn three = skipTo(other, 5, 1);
        assertEquals(List.of(0, 1, 2), List.of(seat(one), seat(two), seat(three)));
    }

    private static SessionConfig threeSeats() {
        SessionConfig.Builder config = config("counter-v0", 1, 7).toBuilder()
                .setOptions(Struct.newBuilder()
                        .putFields(
                                "agents", Value.newBuilder().setNumberValue(3).build()));
        for (int agent = 0; agent < 3; agent++) {
            config.addSeats(SeatConfig.newBuilder()
                    .setGroup("counters")
                    .setAgent(agent)
                    .setRemote(RemoteFiller.getDefaultInstance()));
        }
        return config.build();
    }

    private static int seat(Turn turn) {
        assertEquals(1, turn.getFramesCount());
        return turn.getFrames(0).getSeat();
    }

    /** The turn of a step, after events that come before it. */
    private static Turn skipTo(LanesClient client, int lane, long step) {
        LaneResponse answer = client.next(lane);
        while (answer.getResponse().hasEvent() || answer.getResponse().hasAttached()) {
            answer = client.next(lane);
        }
        assertEquals(step, answer.getResponse().getTurn().getStep(), answer.toString());
        return answer.getResponse().getTurn();
    }

    // Guards memory against a client that sends and never reads: it is slowed down, not stored.
    @Test
    void clientThatNeverReads_isSlowedDown() {
        int rows = 1 << 16; // every turn is over 1 MiB
        ClientCall<PlayManyRequest, PlayManyResponse> call =
                running.channel().newCall(PlayServiceGrpc.getPlayManyMethod(), CallOptions.DEFAULT);
        AtomicInteger received = new AtomicInteger();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(PlayManyResponse message) {
                        received.incrementAndGet();
                    }
                },
                new Metadata());
        call.request(2); // Attached and the reset's turn, and no more
        call.sendMessage(lanes.create(0, config("counter-v0", rows, 1)).taken());
        RunningServer.await("attached", () -> received.get() == 1);
        call.sendMessage(lanes.reset(0, 1).taken());
        RunningServer.await("the reset", () -> received.get() == 2);
        byte[] frame = new byte[Integer.BYTES * rows];
        for (int step = 1; step <= 200; step++) {
            call.sendMessage(lanes.act(0, 0, step, 0, frame).taken());
        }
        RunningServer.await("a step", () -> running.meter("walras_steps_total") >= 1);
        PlayClient other = new PlayClient(channel);
        other.create(counter());
        for (int k = 0; k < 50; k++) {
            other.reset(k);
        }
        double steps = running.meter("walras_steps_total");
        assertTrue(steps < 40, steps + " steps for a client that does not read");
        call.cancel("done", null);
    }

    // Guards the caps, and that they are told by name.
    @Test
    void limits_areTyped() {
        lanes.create(256, counter()).send();
        PlayError high = lanes.error(256);
        assertEquals("LIMIT", high.getError().getReason());
        assertTrue(
                high.getError().getMessage().contains("limit lanes"),
                high.getError().getMessage());
        for (int lane = 0; lane <= 128; lane++) {
            lanes.create(lane, counter());
        }
        lanes.send();
        int refused = 0;
        for (int lane = 0; lane <= 128; lane++) {
            LaneResponse answer = lanes.next(lane);
            if (answer.hasEnd()) {
                refused++;
                assertTrue(
                        answer.getEnd().getError().getMessage().contains("limit stream_sessions"), answer.toString());
            }
        }
        assertEquals(1, refused);
    }

    // Guards a stopping server: every lane is told, and the stream ends without being cut off.
    @Test
    void drain_endsEveryLane() {
        open(3);
        running.server().close();
        for (int lane = 0; lane < 3; lane++) {
            assertEquals(
                    EventKind.EVENT_KIND_SERVER_DRAINING,
                    lanes.next(lane).getResponse().getEvent().getKind());
            assertEquals("SESSION_CLOSED", lanes.laneEnd(lane).getError().getReason());
        }
        assertEquals(Status.Code.UNAVAILABLE, lanes.end().getCode());
    }
}
