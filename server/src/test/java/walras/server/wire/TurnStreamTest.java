package walras.server.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.session.shard.Turn;
import walras.v1.PlayResponse;

final class TurnStreamTest {
    // Guards the hand-written encoding: it must be the very bytes of the message, drained or read.
    @ParameterizedTest
    @CsvSource({"0,0,0,0", "0,1,1,0", "3,300,70000,4", "1,9223372036854775807,128,8"})
    void bytes_always_areThoseOfTheMessage(int shard, long step, int frameBytes, int finalBytes) throws IOException {
        Random random = new Random(frameBytes);
        byte[][] frames = {random(random, frameBytes), random(random, 7), random(random, frameBytes)};
        byte[][] finals = {random(random, finalBytes), random(random, finalBytes), new byte[0]};
        Turn turn = new Turn(
                shard,
                step,
                Turn.Cause.STEP,
                frames,
                random(random, finalBytes),
                finals,
                frameBytes > 1 ? List.of(1, 2) : List.of());
        for (List<Integer> seats : List.of(List.of(0), List.of(0, 2), List.of(1), List.<Integer>of())) {
            byte[] expected = PlayResponse.newBuilder()
                    .setTurn(SessionMessages.write(turn, seats))
                    .build()
                    .toByteArray();
            TurnStream drained = new TurnStream(turn, seats);
            assertEquals(expected.length, drained.available());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(expected.length, drained.drainTo(out));
            assertArrayEquals(expected, out.toByteArray());
            assertArrayEquals(expected, new TurnStream(turn, seats).readAllBytes());
        }
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
