package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** The two rooms: specification tests 25 and 26, and the means of section 2.4. */
final class TwoRoomsTest {
    private static Economy economy(Map<String, ?> options) {
        TwoRoomsEnvironment environment = new TwoRoomsEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /** Specification test 26. */
    @Test
    void reward_publishedSteps_matches() {
        double[][] published = {{1, 0.982}, {10, 0.82}, {17, 0.694}, {50, 0.10}};
        for (double[] pair : published) {
            assertEquals(pair[1], TwoRoomsStep.reward((int) pair[0]), 1e-12);
        }
        assertEquals(35, TwoRoomsPlans.starts(1).length);
        assertEquals(23, TwoRoomsPlans.starts(2).length);
        int[] steps = TwoRoomsPlans.steps(TwoRoomsOptions.Skill.GREEN.goal());
        assertEquals(10, steps[TwoRoomsGrid.pose(1, 2, 0, false)]);
    }

    /** Section 2.4: the means of the optimal plans. */
    @ParameterizedTest
    @CsvSource({"actions, 11.43, 0.7943, 0.7943", "options, 12.43, 0.7763, 0.7457"})
    void solve_bothPrimitiveSets_matchThePublishedMeans(String primitives, double steps, double plain, double paid) {
        for (String goal : List.of("green", "blue")) {
            Solution solution =
                    economy(Map.of("primitives", primitives, "goal", goal)).solve();
            assertEquals(steps, solution.table("optimal_steps").scalar(), 0.005);
            assertEquals(plain, solution.table("optimal_return").scalar(), 5e-5);
            assertEquals(paid, solution.table("optimal_paid_return").scalar(), 5e-5);
        }
    }

    /** A solver that is wrong in any one value must not be verified. */
    @Test
    void certificate_brokenSolvers_areFound() {
        TwoRoomsTask task = new TwoRoomsTask(new TwoRoomsEnvironment().options().defaults());
        assertEquals(0, TwoRoomsCertificate.residual(task.step(), task.discount(), task.q(), task.v()), 1e-12);
        for (int k = 0; k < task.v().length; k += 17) {
            double[] v = task.v().clone(); // [clock, pose]
            v[k] += 1e-6;
            assertTrue(TwoRoomsCertificate.residual(task.step(), task.discount(), task.q(), v) > 1e-7, "v " + k);
        }
        int last = TwoRoomsStep.CLOCK_MAX * TwoRoomsGrid.POSES * task.primitives(); // later there is no choice
        for (int k = 0; k < last; k += 101) {
            double[] q = task.q().clone(); // [clock, pose, N]
            q[k] -= 1e-6;
            assertTrue(TwoRoomsCertificate.residual(task.step(), task.discount(), q, task.v()) > 1e-7, "q " + k);
        }
        double[] unknown = task.v().clone(); // [clock, pose]
        unknown[0] = Double.NaN;
        assertTrue(Double.isNaN(TwoRoomsCertificate.residual(task.step(), task.discount(), task.q(), unknown)));
    }

    /** Playing the oracle's choices earns what the oracle says, from a reset to every start pose in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"bidders", "planner"})
    void play_optimally_earnsTheOptimum(String control) {
        Economy economy = economy(Map.of("control", control));
        int[] starts = TwoRoomsPlans.starts(1); // [B]
        Batch batch = Batch.of(economy)
                .rows(starts.length)
                .autoreset(AutoresetMode.DISABLED)
                .metrics(List.of("regret"))
                .policy(control, control.equals("planner") ? "planner-optimal" : "truthful", Map.of())
                .build();
        double[] poses = new double[starts.length]; // [B]
        for (int row = 0; row < starts.length; row++) {
            poses[row] = starts[row];
        }
        batch.resetOption("start_state", poses);
        batch.reset(null, null);
        double earned = 0;
        for (int step = 0; step < 2; step++) {
            batch.step();
            for (int row = 0; row < starts.length; row++) {
                earned += batch.tensors().metric("task_reward").f64()[row];
                assertEquals(0, batch.tensors().metric("regret").f64()[row], 1e-12);
                assertEquals(step, batch.tensors().terminated().u8()[row]);
            }
        }
        assertEquals(economy.solve().table("optimal_return").scalar(), earned / starts.length, 1e-9);
    }

    /** Specification test 25: with options the discount of a revenue is that of the steps the seller's option took. */
    @Test
    void step_options_discountByLength() {
        Economy economy = economy(Map.of("copies", 1, "mechanism", "first-price"));
        Batch batch = Batch.of(economy).autoreset(AutoresetMode.DISABLED).build();
        batch.resetOption("start_state", new double[] {TwoRoomsGrid.pose(1, 2, 0, false)});
        batch.reset(null, null);
        double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [B, m]
        bids[0] = 0.5;
        batch.step();
        // Two steps to the door, toggle, two through it, done.
        assertEquals(6, batch.tensors().metric("primitive_steps").f64()[0]);
        bids[0] = 0.1;
        bids[2] = 0.7;
        batch.step();
        double[] reward = batch.tensors().group("bidders").reward().f64(); // [B, m]
        assertEquals(Math.pow(0.99, 6) * 0.7 - 0.5, reward[0], 1e-12);
        // Two more cells, a turn, one cell, done: the eleventh action in all.
        double found = Math.pow(0.99, 4) * TwoRoomsStep.reward(11);
        assertEquals(found - 0.7, reward[2], 1e-12);
        assertEquals(
                TwoRoomsStep.reward(11), batch.tensors().metric("task_reward").f64()[0], 1e-12);
        assertEquals(1, batch.tensors().terminated().u8()[0]);
    }

    /** The view: walls hide what is behind them, a closed door too, and an open one shows the second room. */
    @Test
    void view_throughTheDoor_showsTheTilesOnlyWhenOpen() {
        int closed = TwoRoomsGrid.pose(3, 2, 0, false);
        byte[] image = new byte[TwoRoomsView.BYTES]; // [7, 7, 3]
        TwoRoomsView.copy(closed, image, 0);
        assertEquals(4, kind(image, 3, 5), "the door is straight ahead");
        assertEquals(1, image[(3 * 7 + 5) * 3 + 2], "and closed");
        assertEquals(0, kind(image, 3, 4), "nothing is seen behind it");
        TwoRoomsView.copy(TwoRoomsGrid.next(closed, TwoRoomsGrid.TOGGLE), image, 0);
        assertEquals(0, image[(3 * 7 + 5) * 3 + 2]);
        assertEquals(1, kind(image, 3, 4));
        assertEquals(8, kind(image, 2, 2), "blue tile: four ahead, one to the left");
        assertEquals(2, image[(2 * 7 + 2) * 3 + 1]);
        assertEquals(8, kind(image, 4, 2), "green tile: four ahead, one to the right");
        assertEquals(1, kind(image, 3, 6), "the agent's own cell looks empty");
    }

    private static int kind(byte[] image, int column, int line) { // [7, 7, 3]
        return image[(column * 7 + line) * 3];
    }

    /** Value bidders who see the pose and share weights find the two-option plan: the published plateau is 0.67 to 0.70. */
    @Test
    void valueLearning_clonedSociety_passesThePublishedPlateau() {
        Economy economy = economy(Map.of());
        Batch batch = Batch.of(economy)
                .rows(1)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy("bidders", "value-learning", Map.of("epsilon", 0.05, "learning_rate", 0.3))
                .build();
        batch.reset(null, null);
        double paid = 0;
        int episodes = 0;
        for (int step = 0; step < 40_000; step++) {
            batch.step();
            if (step >= 20_000) {
                paid += batch.tensors().metric("environment_reward").f64()[0];
                episodes += batch.tensors().terminated().u8()[0];
            }
        }
        assertTrue(paid / episodes > 0.67, "mean return " + paid / episodes);
    }
}
