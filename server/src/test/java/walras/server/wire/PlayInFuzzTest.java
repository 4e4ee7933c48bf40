package walras.server.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import walras.server.session.shard.Acts;
import walras.v1.Act;
import walras.v1.PlayRequest;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;

/** The reader of acts, written by hand, beside protobuf's own parser: on every run of bytes both say the same. */
final class PlayInFuzzTest {
    private static final int CASES = 100_000;
    private static final Duration LONG = Duration.ofMinutes(10);

    // Guards against bytes that one parser takes for a message and the other does not, or for another one.
    @Test
    void read_mutatedMessages_isWhatProtobufReads() {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("PlayInFuzzTest: seed " + seed);
        Random random = new Random(seed);
        for (int k = 0; k < CASES; k++) {
            assertSame(mutated(random));
        }
    }

    @Test
    @Tag("full")
    void read_mutatedMessagesForLong_isWhatProtobufReads() {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("PlayInFuzzTest: seed " + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < end) {
            assertSame(mutated(random));
        }
    }

    private static void assertSame(byte[] bytes) { // [bytes]
        String shown = HexFormat.of().formatHex(bytes);
        PlayIn read = PlayInReader.read(bytes, 0, bytes.length);
        if (read instanceof PlayIn.Malformed) {
            assertThrows(InvalidProtocolBufferException.class, () -> PlayRequest.parseFrom(bytes), shown);
            return;
        }
        PlayRequest expected;
        try {
            expected = PlayRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException refused) {
            throw new AssertionError("read, though protobuf refuses it: " + shown, refused);
        }
        if (read instanceof PlayIn.HotAct act) {
            assertSame(expected.getAct(), act.acts(), shown);
        } else {
            assertEquals(expected, ((PlayIn.Message) read).request(), shown);
        }
    }

    private static void assertSame(Act expected, Acts acts, String shown) {
        assertEquals(expected.getShard(), acts.shard(), shown);
        assertEquals(
                expected.hasStep() ? OptionalLong.of(expected.getStep()) : OptionalLong.empty(), acts.step(), shown);
        assertEquals(expected.getFramesCount(), acts.seats().length, shown);
        for (int k = 0; k < acts.seats().length; k++) {
            assertEquals(expected.getFrames(k).getSeat(), acts.seats()[k], shown);
            assertEquals(expected.getFrames(k).getFrame(), ByteString.copyFrom(acts.frames()[k].duplicate()), shown);
        }
    }

    /** A message, as it is or with some bytes changed, cut, put in or said twice. */
    private static byte[] mutated(Random random) { // -> [bytes]
        byte[] bytes = message(random).toByteArray();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, Random random) { // [bytes] -> [bytes]
        int at = random.nextInt(bytes.length + 1);
        int to = at + random.nextInt(bytes.length - at + 1);
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                if (at < flipped.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            case 1 -> head;
            case 2 -> joined(head, Arrays.copyOfRange(bytes, to, bytes.length));
            case 3 -> joined(head, new byte[] {(byte) random.nextInt()}, tail);
            default -> joined(head, Arrays.copyOfRange(bytes, at, to), tail);
        };
    }

    private static byte[] joined(byte[]... parts) { // [parts][bytes] -> [bytes]
        return ByteString.copyFrom(
                        Arrays.stream(parts).map(ByteString::copyFrom).toList())
                .toByteArray();
    }

    private static PlayRequest message(Random random) {
        PlayRequest.Builder request = PlayRequest.newBuilder();
        if (random.nextInt(8) == 0) {
            return request.setReset(ResetConfig.newBuilder().setShard(random.nextInt(3)))
                    .build();
        }
        Act.Builder act = request.getActBuilder().setShard(random.nextInt(3));
        if (random.nextBoolean()) {
            act.setStep(random.nextLong() >> random.nextInt(64));
        }
        if (random.nextInt(4) == 0) {
            act.setTurnSlot(random.nextInt(5)).setUnknownFields(unknown(random));
        }
        for (int k = random.nextInt(4); k > 0; k--) {
            byte[] frame = new byte[random.nextInt(9)];
            random.nextBytes(frame);
            SeatFrame.Builder seat =
                    act.addFramesBuilder().setSeat(random.nextInt(200)).setFrame(ByteString.copyFrom(frame));
            if (random.nextInt(4) == 0) {
                seat.setShared(true).setUnknownFields(unknown(random));
            }
        }
        return request.build();
    }

    private static UnknownFieldSet unknown(Random random) {
        UnknownFieldSet inner = UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(random.nextLong())
                                .build())
                .build();
        return UnknownFieldSet.newBuilder()
                .addField(
                        90 + random.nextInt(3),
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(random.nextLong())
                                .addFixed32(random.nextInt())
                                .addFixed64(random.nextLong())
                                .addGroup(inner)
                                .build())
                .build();
    }
}
