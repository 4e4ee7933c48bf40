package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.v1.EventKind;
import walras.v1.LaneResponse;
import walras.v1.PlayError;
import walras.v1.PlayManyRequest;
import walras.v1.PlayManyResponse;
import walras.v1.PlayServiceGrpc;

/** How lanes and their streams end, and what they may take meanwhile. */
final class LanesEndTest extends LanesFixture {
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
