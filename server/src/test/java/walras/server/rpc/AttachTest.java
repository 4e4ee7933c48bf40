package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.Event;
import walras.v1.EventKind;
import walras.v1.PlayRequest;
import walras.v1.RemoteFiller;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** What a participant that comes later than the others is sent, and what the others hear when it goes. */
final class AttachTest {
    private static final int SHARDS = 2;

    private RunningServer running;
    private PlayClient host;
    private Attached attached;

    /** A session of two shards at turn 1, both of whose seats are free. */
    @BeforeEach
    void start() throws IOException {
        running = new RunningServer(settings -> settings);
        host = new PlayClient(running.channel());
        attached = host.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(2)
                .setShards(SHARDS)
                .addSeats(seat(0))
                .addSeats(seat(1))
                .setOptions(options())
                .build());
        host.reset(1);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static SeatConfig.Builder seat(int agent) {
        return SeatConfig.newBuilder()
                .setGroup("counters")
                .setAgent(agent)
                .setRemote(RemoteFiller.getDefaultInstance());
    }

    private static Struct options() {
        return Struct.newBuilder()
                .putFields("agents", Value.newBuilder().setNumberValue(2).build())
                .build();
    }

    private Attach.Builder late(int... tickets) {
        Access.Builder access =
                Access.newBuilder().setSessionId(attached.getSession().getId());
        for (int seat : tickets) {
            access.addTickets(attached.getTickets(seat).getTicket());
        }
        return Attach.newBuilder().setAccess(access);
    }

    private static PlayClient client(ManagedChannel channel, Attach.Builder attach) {
        PlayClient client = new PlayClient(channel);
        client.send(PlayRequest.newBuilder().setAttach(attach));
        return client;
    }

    // Guards whoever comes after the first reset: without the present turn both sides would wait for ever.
    @Test
    void attach_afterTheFirstReset_getsThePresentTurnOfEveryShardThatHasOne() {
        host.leave(false);
        assertTrue(host.end().isOk());
        PlayClient late = client(running.channel(), late(0, 1));
        assertTrue(late.response().hasAttached());
        Turn turn = late.turn();
        assertEquals(0, turn.getShard());
        assertEquals(0, turn.getStep());
        assertEquals(2, turn.getFramesCount());

        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
        late.act(1, 0, frame);
        late.act(1, 1, frame);
        assertEquals(1, late.turn().getStep());
        assertTrue(late.nothingCame());
    }

    // Guards who says otherwise, and the old way of saying what was seen.
    @Test
    void attach_thatSaysOtherwise_getsNewTurnsOnly() {
        host.leave(false);
        assertTrue(host.end().isOk());
        for (Attach.Builder attach : new Attach.Builder[] {
            late(0, 1).setOnlyNewTurns(true), late(0, 1).addLastSteps(0).addLastSteps(-1)
        }) {
            PlayClient late = client(running.channel(), attach);
            assertTrue(late.response().hasAttached());
            byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
            late.act(9, 0, frame);
            assertEquals("WRONG_STEP", late.error().getError().getReason()); // and no turn before it
            late.leave(false);
            assertTrue(late.end().isOk());
        }
    }

    @Test
    void attach_thatContradictsItself_isRefused() {
        host.leave(false);
        assertTrue(host.end().isOk());
        PlayClient late = client(
                running.channel(), late(0).setOnlyNewTurns(true).addLastSteps(0).addLastSteps(0));
        assertEquals(Status.Code.INVALID_ARGUMENT, late.end().getCode());
        assertEquals("BAD_REQUEST", late.reason());
    }

    // Guards the difference between a seat that is given back and one whose connection is gone, which may come back.
    @Test
    void leave_isNotALoss() {
        host.leave(false);
        assertTrue(host.end().isOk());
        PlayClient first = client(running.channel(), late(0));
        assertTrue(first.response().hasAttached());
        assertEquals(0, first.turn().getStep());
        PlayClient second = client(running.channel(), late(1));
        assertTrue(second.response().hasAttached());
        assertEquals(EventKind.EVENT_KIND_SEAT_ATTACHED, first.event().getKind());
        second.leave(false);
        Event left = first.event();
        assertEquals(EventKind.EVENT_KIND_SEAT_LEFT, left.getKind());
        assertEquals(1, left.getSeat());
        PlayClient third = client(running.channel(), late(1));
        assertTrue(third.response().hasAttached());
        assertEquals(EventKind.EVENT_KIND_SEAT_ATTACHED, first.event().getKind());
        third.requests().cancel("the connection broke", null);
        assertEquals(EventKind.EVENT_KIND_SEAT_LOST, first.event().getKind());
        assertTrue(first.nothingCame());
    }
}
