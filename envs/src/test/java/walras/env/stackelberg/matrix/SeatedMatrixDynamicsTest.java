package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.batch.Batch;

/** The matrix game between two participants. */
class SeatedMatrixDynamicsTest {

    private static Batch batch(Map<String, ?> options) {
        MatrixEnvironment environment = new MatrixEnvironment();
        return Batch.of(environment.economy(environment.options().resolve(options)))
                .metrics(List.of("follower_regret"))
                .policy("leader", "equilibrium", Map.of())
                .policy("follower", "best-response", Map.of())
                .build();
    }

    // Turns must alternate, and only the follower's pays; guards a follower who answers before it has seen the move.
    @Test
    void step_equilibriumAgainstBestResponse_paysTheEquilibriumEverySecondStep() {
        Batch batch = batch(Map.of("game", "commitment", "follower_seat", true, "reward_steps", 2));
        batch.reset(null, null);
        double[] rewards = new double[4];
        for (int step = 0; step < 4; step++) {
            assertEquals(
                    step % 2 == 0 ? 1 : 0,
                    batch.tensors().group("leader").active().u8()[0]);
            assertEquals(step % 2, batch.tensors().group("follower").active().u8()[0]);
            batch.step();
            rewards[step] = batch.tensors().group("leader").reward().f64()[0];
            assertEquals(0, batch.tensors().metric("follower_regret").f64()[0], 1e-12);
        }
        assertArrayEquals(new double[] {0, 2 / 3.0, 0, 2 / 3.0}, rewards, 1e-12);
        assertEquals(1, batch.tensors().terminated().u8()[0]);
    }

    // Invariant 2 through play: the mixed equilibrium of Maintain.
    @Test
    void step_mixedCommitment_paysTheMixedEquilibrium() {
        Batch batch =
                batch(Map.of("game", "maintain", "commitment", "mixed", "follower_seat", true, "reward_unit", "raw"));
        batch.reset(null, null);
        batch.step();
        assertArrayEquals(
                new double[] {.25, .75, 0},
                batch.tensors().group("follower").observation("commitment").f64(),
                1e-7);
        batch.step();
        assertEquals(27.5, batch.tensors().group("leader").reward().f64()[0], 1e-5);
    }
}
