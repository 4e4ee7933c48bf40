package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.Frames;
import walras.server.LanesClient;
import walras.server.PlayClient;
import walras.v1.Access;
import walras.v1.Attached;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FrameLayout;
import walras.v1.LaneRequest;
import walras.v1.LaneResponse;
import walras.v1.PlayError;
import walras.v1.PlayManyRequest;
import walras.v1.PlayRequest;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.Turn;

/** Many plays in one call: each is as a play of its own, whatever the others do. */
final class LanesTest extends LanesFixture {
    // Guards the whole idea: the very bytes of the turns of separate streams, lane by lane, over many steps, with
    // threads that share the lanes of a message.
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
}
