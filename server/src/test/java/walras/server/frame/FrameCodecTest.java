package walras.server.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.Batch;
import walras.env.batch.PartedBatch;

final class FrameCodecTest {
    private static Batch batch(int rows, int agents) {
        Environment counter = Registry.discover().find("counter-v0");
        Economy economy = counter.economy(counter.options().resolve(Map.of("agents", agents)));
        return Batch.of(economy).rows(rows).metrics(List.of("total", "regret")).build();
    }

    private static FrameCodec codec(Batch batch, int firstAgent, int agents) {
        Group group = batch.economy().spec().group("counters");
        return new FrameCodec(
                new SeatView(group, firstAgent, agents, List.of("regret", "total"), false),
                new PartedBatch(List.of(batch)));
    }

    // Guards clients that make views: every field aligned, none overlapping, the frame as long as it says.
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void layout_always_isAlignedAndWithoutOverlap(int rows) {
        FrameCodec codec = codec(batch(rows, 3), 0, 3);
        long end = 0;
        for (Field field : codec.observationLayout().fields()) {
            assertEquals(0, field.offset() % FrameLayout.ALIGNMENT_BYTES);
            assertEquals(FrameLayout.aligned(end), field.offset());
            end = field.offset() + field.sizeBytes();
        }
        assertEquals(end, codec.observationLayout().sizeBytes());
        assertEquals(end, codec.encode().length);
    }

    // Guards the strided copy: one agent's frames must be that agent's columns of the group's.
    @Test
    void decode_agentByAgent_isTheGroupsFrame() {
        Batch batch = batch(5, 3);
        for (int agent = 0; agent < 3; agent++) {
            ByteBuffer frame = ByteBuffer.allocate(4 * 5).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < 5; row++) {
                frame.putInt(10 * row + agent);
            }
            codec(batch, agent, 1).decodeActions(frame.flip());
        }
        int[] all = batch.tensors().group("counters").action("increment").i32();
        assertArrayEquals(new int[] {0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42}, all);

        FrameCodec group = codec(batch, 0, 3);
        byte[] again = group.encodeActions();
        java.util.Arrays.fill(all, -1);
        group.decodeActions(ByteBuffer.wrap(again));
        assertEquals(42, all[14]);
        assertEquals(
                ByteBuffer.wrap(codec(batch, 1, 1).encodeActions())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(4),
                11);
    }

    @Test
    void decode_wrongLength_copiesNothing() {
        Batch batch = batch(2, 1);
        Problem problem = assertThrows(Problem.class, () -> codec(batch, 0, 1).decodeActions(ByteBuffer.allocate(9)));
        assertEquals("BAD_FRAME", problem.reason());
        assertEquals("a frame of 8 bytes", problem.expected());
    }
}
