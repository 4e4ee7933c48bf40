package walras.server.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import walras.server.session.Turn;
import walras.v1.LaneResponse;
import walras.v1.PlayManyResponse;
import walras.v1.PlayResponse;

/** What many lanes are sent in one message: the same bytes as the message would have. */
class PlayManyOutTest {
    private static final int SHORT = 100;
    private static final int LONG = 20_000; // not copied, but written from the turn
    private static final int MANY = 50; // more than there is room for at first

    private static byte[] frame(int bytes, int step) { // [bytes]
        byte[] frame = new byte[bytes];
        Arrays.fill(frame, (byte) step);
        return frame;
    }

    private static PlayOut.HotTurn turn(int bytes, int step) {
        byte[][] frames = {frame(bytes, step)};
        return new PlayOut.HotTurn(new Turn(0, step, Turn.Cause.STEP, frames, new byte[0], new byte[1][]), List.of(0));
    }

    private static byte[] sent(PlayManyOut out) throws IOException {
        try (InputStream stream = new PlayManyOutMarshaller().stream(out)) {
            return stream.readAllBytes();
        }
    }

    private static void requireTurn(LaneResponse lane, int number, int bytes, int step) {
        assertEquals(number, lane.getLane());
        assertEquals(step, lane.getResponse().getTurn().getStep());
        assertEquals(
                ByteString.copyFrom(frame(bytes, step)),
                lane.getResponse().getTurn().getFrames(0).getFrame());
    }

    // Guards the places of long turns among bytes that were gathered before and after them, and that move as they grow.
    @Test
    void add_shortAndLongTurns_inTheirOrder() throws IOException {
        PlayManyOut out = new PlayManyOut();
        for (int k = 0; k < MANY; k++) {
            out.add(k, turn(k % 7 == 3 ? LONG : SHORT, k + 1));
        }
        out.addEnd(MANY, null);
        int length = out.length();
        byte[] bytes = sent(out);
        assertEquals(length, bytes.length);
        PlayManyResponse all = PlayManyResponse.parseFrom(bytes);
        assertEquals(ByteString.copyFrom(bytes), all.toByteString());
        assertEquals(MANY + 1, all.getLanesCount());
        for (int k = 0; k < MANY; k++) {
            requireTurn(all.getLanes(k), k, k % 7 == 3 ? LONG : SHORT, k + 1);
        }
        assertTrue(all.getLanes(MANY).hasEnd());
    }

    // Guards what a lane is sent in order: what was gathered apart is older than what the whole has itself.
    @Test
    void add_parts_beforeItsOwn() throws IOException {
        PlayManyOut first = new PlayManyOut();
        first.add(1, turn(SHORT, 1));
        PlayManyOut second = new PlayManyOut();
        second.add(2, turn(LONG, 2));
        PlayManyOut whole = new PlayManyOut();
        whole.add(first);
        whole.add(second);
        whole.add(1, turn(SHORT, 3));
        int length = whole.length();
        byte[] bytes = sent(whole);
        assertEquals(length, bytes.length);
        PlayManyResponse all = PlayManyResponse.parseFrom(bytes);
        requireTurn(all.getLanes(0), 1, SHORT, 1);
        requireTurn(all.getLanes(1), 2, LONG, 2);
        requireTurn(all.getLanes(2), 1, SHORT, 3);
    }

    // Guards reuse: nothing of a message that was sent is left, and its parts are free too.
    @Test
    void taken_untilSent_thenEmpty() throws IOException {
        PlayManyOut part = new PlayManyOut();
        part.add(1, turn(LONG, 1));
        PlayManyOut whole = new PlayManyOut();
        whole.add(part);
        whole.take();
        assertTrue(part.taken() && whole.taken());
        sent(whole);
        assertFalse(part.taken() || whole.taken());
        assertEquals(0, whole.length());
        whole.add(3, new PlayOut.Message(PlayResponse.getDefaultInstance()));
        PlayManyResponse all = PlayManyResponse.parseFrom(sent(whole));
        assertEquals(1, all.getLanesCount());
        assertEquals(3, all.getLanes(0).getLane());
    }
}
