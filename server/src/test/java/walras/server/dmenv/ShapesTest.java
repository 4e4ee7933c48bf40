package walras.server.dmenv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dm_env_rpc.v1.DmEnvRpc.Tensor;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import walras.env.Problem;

/** What a few bytes may stand for. */
final class ShapesTest {
    @Test
    void resolve_lengths_areMeant() {
        assertEquals(List.of(2, 3), Shapes.resolve("x", List.of(2, -1), 6));
        assertEquals(List.of(2, 1), Shapes.resolve("x", List.of(2, -1), 1));
        assertEquals(List.of(), Shapes.resolve("x", List.of(), 1));
    }

    // Guards: 24 bytes that become two thousand million empty lists, and a recursion without an end.
    @Test
    void resolve_whatWouldBecomeMuch_isRefused() {
        assertThrows(Problem.class, () -> Shapes.resolve("x", List.of(Integer.MAX_VALUE, 0), 1));
        assertThrows(Problem.class, () -> Shapes.resolve("x", List.of(Integer.MAX_VALUE, 2), 1));
        assertThrows(Problem.class, () -> Shapes.resolve("x", Collections.nCopies(10_000, 1), 1));
    }

    @Test
    void at_unsignedNumbers_doNotTurnNegative() {
        Tensor largest = Tensor.newBuilder()
                .setUint64S(Tensor.Uint64Array.newBuilder().addArray(-1).addArray(7))
                .build();
        assertEquals(0x1p64, Payload.of("x", largest).at(0));
        assertEquals(7L, Payload.of("x", largest).at(1));
    }
}
