package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.AutoresetMode;
import walras.v1.FieldKind;
import walras.v1.FrameField;
import walras.v1.FrameLayout;
import walras.v1.GetSessionRequest;
import walras.v1.LaneRequest;
import walras.v1.LaneResponse;
import walras.v1.PlayRequest;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.Turn;

/** Acts for several lanes: the same as an act for each of them. */
final class StacksTest extends LanesFixture {
    private static final int ALIGNMENT = 64;

    private void act(int lane, int count, long step, byte[] frame) {
        lanes.add(LaneRequest.newBuilder()
                .setLane(lane)
                .setCount(count)
                .setRequest(PlayRequest.newBuilder()
                        .setAct(Act.newBuilder()
                                .setStep(step)
                                .addFrames(SeatFrame.newBuilder().setFrame(ByteString.copyFrom(frame)))))
                .build());
        lanes.send();
    }

    /** A frame of one field for so many lanes of {@link #counter}, whose k-th lane plays this. */
    private static byte[] increments(int count, int lane, int special, int others) {
        byte[] frame = new byte[count * 2 * 4];
        for (int k = 0; k < frame.length / 4; k++) {
            frame[4 * k] = (byte) (k / 2 == lane ? special : others);
        }
        return frame;
    }

    private LaneResponse stacked(int lane, int count) {
        LaneResponse response = lanes.next(lane);
        assertEquals(count, response.getCount(), response::toString);
        assertTrue(response.getResponse().hasTurn());
        return response;
    }

    /** What a lane has of a frame of several. */
    private static byte[] part(FrameLayout layout, ByteString stacked, int count, int k) {
        byte[] part = new byte[(int) layout.getSizeBytes()];
        int offset = 0;
        for (FrameField field : layout.getFieldsList()) {
            int bytes = bytes(field);
            stacked.substring(offset + k * bytes, offset + (k + 1) * bytes).copyTo(part, (int) field.getOffset());
            offset = (offset + count * bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return part;
    }

    private static int bytes(FrameField field) {
        int size =
                switch (field.getDtype()) {
                    case DATA_TYPE_UINT8, DATA_TYPE_INT8 -> 1;
                    case DATA_TYPE_INT32, DATA_TYPE_FLOAT32 -> 4;
                    default -> 8;
                };
        return field.getShapeList().stream().reduce(size, (a, b) -> a * b);
    }

    private static ByteString frame(Turn turn) {
        return turn.getFrames(0).getFrame();
    }

    private int[] counts(Attached attached, ByteString frame) { // [rows]
        FrameLayout layout = attached.getSession().getSeats(0).getObservationLayout();
        return Frames.ints(frame, Frames.field(layout, FieldKind.FIELD_KIND_OBSERVATION, "count"));
    }

    // Guards the whole idea: lane by lane the bytes of the turns of separate streams, final rows included.
    @ParameterizedTest
    @CsvSource({
        "counter-v0, NEXT_STEP",
        "counter-v0, SAME_STEP",
        "auction/chain-v0, NEXT_STEP",
        "auction/chain-v0, SAME_STEP",
        "stackelberg/bandit-v0, SAME_STEP"
    })
    void act_forAllLanes_equalsSeparateStreams(String environment, String mode) {
        int rows = 3;
        int count = 20;
        int steps = 30;
        List<PlayClient> alone = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            SessionConfig config = config(environment, rows, lane).toBuilder()
                    .setAutoresetMode(AutoresetMode.valueOf("AUTORESET_MODE_" + mode))
                    .addMetrics("*")
                    .build();
            lanes.create(lane, config);
            PlayClient client = new PlayClient(channel);
            client.create(config);
            alone.add(client);
        }
        lanes.send();
        List<FrameLayout> layouts = new ArrayList<>();
        for (int lane = 0; lane < count; lane++) {
            Attached attached = lanes.attached(lane);
            layouts.add(actions(attached));
            layouts.add(attached.getSession().getSeats(0).getObservationLayout());
            lanes.reset(lane, lane);
        }
        lanes.send();
        for (int lane = 0; lane < count; lane++) {
            assertEquals(alone.get(lane).reset(lane), lanes.turn(lane));
        }
        FrameLayout actions = layouts.get(0);
        FrameLayout observations = layouts.get(1);
        int play = environment.equals("counter-v0") ? 1 : 0;
        int stride = (int) actions.getSizeBytes();
        for (int step = 1; step <= steps; step++) {
            byte[] all = new byte[count * stride]; // one field, so that its lanes follow each other
            for (int lane = 0; lane < count; lane++) {
                byte[] own = Frames.filled(actions, play * ((lane + step) % 2));
                System.arraycopy(own, 0, all, lane * stride, stride);
                alone.get(lane).act(step, 0, own);
            }
            act(0, count, step, all);
            LaneResponse response = stacked(0, count);
            assertEquals(0, response.getApartCount());
            Turn turn = response.getResponse().getTurn();
            List<Integer> ended = new ArrayList<>();
            for (int lane = 0; lane < count; lane++) {
                Turn own = alone.get(lane).turn();
                assertEquals(own.getStep(), turn.getStep());
                assertEquals(frame(own), ByteString.copyFrom(part(observations, frame(turn), count, lane)));
                for (int row : ints(own.getFinalRows())) {
                    ended.add(lane * rows + row);
                }
            }
            assertEquals(ended, ints(turn.getFinalRows()));
        }
    }

    private static List<Integer> ints(ByteString bytes) {
        List<Integer> values = new ArrayList<>();
        var ints = bytes.asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        while (ints.hasRemaining()) {
            values.add(ints.get());
        }
        return values;
    }

    @Test
    void act_badActionsOfOneLane_theLaneIsRefusedAndGoesOn() {
        int count = 8;
        List<Attached> attached = open(count);
        act(0, count, 1, increments(count, 5, 99, 1));
        LaneResponse turn = stacked(0, count);
        assertEquals(List.of(5), turn.getApartList());
        String message = lanes.error(5).getError().getMessage();
        assertTrue(message.contains("row 0"), message);
        lanes.act(5, 0, 1, 0, increments(1, 0, 1, 1));
        lanes.send();
        assertEquals(1, lanes.turn(5).getStep());
        act(0, count, 2, increments(count, -1, 0, 1));
        LaneResponse next = stacked(0, count);
        assertEquals(0, next.getApartCount());
        FrameLayout layout = attached.get(0).getSession().getSeats(0).getObservationLayout();
        for (int lane = 0; lane < count; lane++) {
            byte[] own = part(layout, frame(next.getResponse().getTurn()), count, lane);
            assertEquals(List.of(2, 2), ints(ByteString.copyFrom(own, 0, 8)));
        }
    }

    // Guards exactly-once, lane by lane.
    @Test
    void act_repeatedOrForOneThatIsElsewhere_isAnsweredAsForEachLane() {
        int count = 4;
        open(count);
        lanes.act(2, 0, 1, 0, increments(1, 0, 1, 1));
        lanes.send();
        assertEquals(1, lanes.turn(2).getStep());
        act(0, count, 1, increments(count, 2, 1, 0));
        assertEquals(List.of(2), stacked(0, count).getApartList());
        Turn stored = lanes.turn(2);
        assertEquals(1, stored.getStep());
        act(0, count, 1, increments(count, -1, 0, 1));
        for (int lane = 0; lane < count; lane++) {
            Turn again = lanes.turn(lane);
            assertEquals(1, again.getStep());
            assertEquals(lane == 2 ? frame(stored) : again.getFrames(0).getFrame(), frame(again));
            assertEquals(lane == 2 ? 1 : 0, frame(again).byteAt(0));
        }
        act(0, count, 3, increments(count, -1, 0, 1));
        for (int lane = 0; lane < count; lane++) {
            assertEquals("WRONG_STEP", lanes.error(lane).getError().getReason());
        }
    }

    // Guards the sessions: whoever asks for one in between gets what it would have been.
    @Test
    void act_sessionsUsedByThemselvesInBetween_nothingIsLost() {
        int count = 6;
        List<Attached> attached = open(count);
        act(0, count, 1, increments(count, -1, 0, 1));
        stacked(0, count);
        SessionServiceGrpc.SessionServiceBlockingStub sessions = SessionServiceGrpc.newBlockingStub(channel);
        Access access = Access.newBuilder()
                .setSessionId(attached.get(1).getSession().getId())
                .setHostToken(attached.get(1).getHostToken())
                .build();
        assertEquals(
                1,
                sessions.getSession(
                                GetSessionRequest.newBuilder().setAccess(access).build())
                        .getSession()
                        .getLastSteps(0));
        assertFalse(
                sessions.snapshot(SnapshotRequest.newBuilder().setAccess(access).build())
                        .getSnapshot()
                        .isEmpty());
        lanes.add(3, PlayRequest.newBuilder().setReset(ResetConfig.newBuilder().setSeed(5)));
        lanes.leave(4, true).send();
        Turn reset = lanes.turn(3);
        assertEquals(2, reset.getStep());
        assertEquals(0, frame(reset).byteAt(0));
        lanes.laneEnd(4);
        act(0, count, 2, increments(count, -1, 0, 1));
        LaneResponse turn = stacked(0, count);
        assertEquals(List.of(3, 4), turn.getApartList());
        assertEquals(2, lanes.turn(3).getStep()); // asked for again
        assertTrue(lanes.next(4).getResponse().hasError());
        FrameLayout layout = attached.get(0).getSession().getSeats(0).getObservationLayout();
        byte[] own = part(layout, frame(turn.getResponse().getTurn()), count, 1);
        assertEquals(List.of(2, 2), ints(ByteString.copyFrom(own, 0, 8)));
        // The lane is opened anew, by another session, and takes part again as soon as its number is the others'.
        lanes.create(4, counter()).send();
        lanes.attached(4);
        lanes.reset(4, 1).send();
        assertEquals(0, lanes.turn(4).getStep());
        act(0, count, 3, increments(count, -1, 0, 1));
        assertEquals(List.of(4), stacked(0, count).getApartList());
        assertEquals("WRONG_STEP", lanes.error(4).getError().getReason());
    }

    // Guards the seats: a lane whose seat another stream takes steps it no more.
    @Test
    void act_seatTakenByAnotherStream_theLaneEndsAndTheOthersGoOn() {
        int count = 4;
        List<Attached> attached = open(count);
        act(0, count, 1, increments(count, -1, 0, 1));
        stacked(0, count);
        PlayClient thief = new PlayClient(channel);
        Attached.Builder of = attached.get(2).toBuilder();
        thief.send(PlayRequest.newBuilder()
                .setAttach(walras.v1.Attach.newBuilder()
                        .setReplace(true)
                        .setAccess(Access.newBuilder()
                                .setSessionId(of.getSession().getId())
                                .addTickets(of.getTickets(0).getTicket()))));
        assertTrue(thief.response().hasAttached());
        assertEquals("REPLACED", lanes.laneEnd(2).getError().getReason());
        act(0, count, 2, increments(count, -1, 0, 1));
        assertEquals(List.of(2), stacked(0, count).getApartList());
        assertTrue(lanes.next(2).getResponse().hasError());
        thief.act(2, 0, increments(1, 0, 1, 1));
        assertEquals(2, counts(attached.get(2), frame(thief.turn()))[0]);
    }

    @Test
    void act_lanesThatAreNotAlike_eachByItself() {
        lanes.create(0, counter())
                .create(
                        1,
                        config("counter-v0", 2, 1).toBuilder()
                                .addMetrics("total")
                                .build());
        lanes.send();
        for (int lane = 0; lane < 2; lane++) {
            lanes.attached(lane);
            lanes.reset(lane, 1);
        }
        lanes.send();
        lanes.turn(0);
        lanes.turn(1);
        act(0, 2, 1, increments(2, -1, 0, 1));
        // The first one is half of all, which is enough; the other one has frames of its own.
        assertEquals(List.of(1), stacked(0, 2).getApartList());
        assertEquals(1, lanes.turn(1).getStep());
    }

    @Test
    void act_framesOrLanesThatCannotBe_areRefusedAndNothingMoves() {
        int count = 3;
        open(count);
        act(0, count, 1, increments(count - 1, -1, 0, 1));
        for (int lane = 0; lane < count; lane++) {
            assertEquals("BAD_FRAME", lanes.error(lane).getError().getReason());
        }
        act(1, 1000, 1, increments(count, -1, 0, 1));
        String message = lanes.error(1).getError().getMessage();
        assertTrue(message.contains("lanes from 0 to 255"), message);
        lanes.add(LaneRequest.newBuilder()
                .setLane(0)
                .setCount(2)
                .setRequest(PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance()))
                .build());
        lanes.send();
        assertEquals("BAD_REQUEST", lanes.error(0).getError().getReason());
        assertEquals("BAD_REQUEST", lanes.error(1).getError().getReason());
        act(0, count + 1, 1, increments(count + 1, -1, 0, 1));
        assertEquals(List.of(count), stacked(0, count + 1).getApartList());
        assertTrue(lanes.next(count).getResponse().hasError());
    }

    // Guards the last word: what was asked for before the client fell silent is answered, then everything ends.
    @Test
    void act_thenHalfClose_isAnsweredFirst() {
        int count = 4;
        open(count);
        act(0, count, 1, increments(count, -1, 0, 1));
        lanes.requests().onCompleted();
        stacked(0, count);
        for (int lane = 0; lane < count; lane++) {
            lanes.laneEnd(lane);
        }
        assertTrue(lanes.end().isOk());
    }

    // Messages of one lane and of several may travel together.
    @Test
    void act_severalInOneMessage_eachIsAnswered() {
        open(5);
        for (int lane = 0; lane < 4; lane += 2) {
            lanes.add(LaneRequest.newBuilder()
                    .setLane(lane)
                    .setCount(2)
                    .setRequest(PlayRequest.newBuilder()
                            .setAct(Act.newBuilder()
                                    .setStep(1)
                                    .addFrames(SeatFrame.newBuilder()
                                            .setFrame(ByteString.copyFrom(increments(2, 0, lane == 0 ? 1 : 0, 1))))))
                    .build());
        }
        lanes.act(4, 0, 1, 0, increments(1, -1, 0, 1)).send();
        for (int lane = 0; lane < 5; lane++) {
            Turn turn = lanes.turn(lane);
            assertEquals(1, turn.getStep());
            assertEquals(lane == 2 ? 0 : 1, frame(turn).byteAt(0));
        }
    }
}
