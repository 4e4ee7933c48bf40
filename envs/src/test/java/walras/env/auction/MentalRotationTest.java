package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import walras.env.Economy;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Mental rotation: the shipped answers are the classifier's, the remedies undo, bidders count as published. */
final class MentalRotationTest {
    private static final MentalRotationData DATA = MentalRotationData.shipped();

    private static Economy economy(Map<String, ?> options) {
        MentalRotationEnvironment environment = new MentalRotationEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    /** A file made with another classifier, warp or order of plans would show here. */
    @Test
    void success_sampleOfPlans_isWhatTheClassifierSays() {
        for (int k = 0; k < 400; k++) {
            int garment = k * 7 % DATA.count();
            int variant = k % 8;
            int first = k / 3 % 6;
            int second = k % 6;
            float[] canvas = new float[MentalRotationWarp.PIXELS];
            DATA.draw(garment, canvas, 0);
            MentalRotationWarp.distort(variant, canvas, 0);
            MentalRotationWarp.apply(first, canvas, 0);
            MentalRotationWarp.apply(second, canvas, 0);
            boolean right = DATA.classifier().label(canvas, 0) == DATA.label(garment);
            assertEquals(right, DATA.succeeds(garment, variant, first, second), "garment " + garment);
        }
    }

    /** A solver that is wrong in any one value, or that pays the first step, must not be verified. */
    @Test
    void certificate_brokenSolvers_areFound() {
        MentalRotationTask task = new MentalRotationTask(.9, 2);
        assertEquals(0, MentalRotationCertificate.residual(task, task.q(), task.v()), 0);
        for (int k = 0; k < task.v().length; k += 97) {
            double[] v = task.v().clone(); // [worldStates]
            v[k] += 1e-6;
            assertTrue(MentalRotationCertificate.residual(task, task.q(), v) > 1e-7, "v " + k);
        }
        for (int k = 0; k < task.q().length; k += 997) {
            double[] q = task.q().clone(); // [worldStates, N]
            q[k] += 1e-6;
            assertTrue(MentalRotationCertificate.residual(task, q, task.v()) > 1e-7, "q " + k);
        }
        MentalRotationTask patient = new MentalRotationTask(1, 2);
        assertTrue(MentalRotationCertificate.residual(task, patient.q(), patient.v()) > .09, "another discount");
    }

    /** Undoing a distortion gives the clean garment back, but for what interpolation smears. */
    @Test
    void remedy_everyVariant_restoresTheGarment() {
        for (int variant = 0; variant < 8; variant++) {
            float[] clean = new float[MentalRotationWarp.PIXELS];
            float[] canvas = new float[MentalRotationWarp.PIXELS];
            DATA.draw(3, clean, 0);
            DATA.draw(3, canvas, 0);
            MentalRotationWarp.distort(variant, canvas, 0);
            double distorted = distance(clean, canvas);
            for (int primitive : MentalRotationWarp.remedy(variant)) {
                MentalRotationWarp.apply(primitive, canvas, 0);
            }
            assertTrue(distance(clean, canvas) < distorted / 4, "variant " + variant);
        }
    }

    /** Who sees the garment gets the mean of the largest value, not the largest mean. */
    @Test
    void vStar_meanOverVariants_isTheOptimalReturn() {
        Solution solution = economy(Map.of("discount", 1.)).solve();
        double[] v = solution.table("v_star").values(); // [state]
        double[] q = solution.table("q_star").values(); // [state, primitive]
        double mean = 0;
        for (int variant = 0; variant < 8; variant++) {
            mean += v[7 * variant] / 8;
        }
        assertEquals(solution.table("optimal_return").scalar(), mean, 1e-12);
        for (int k = 0; k < q.length; k++) {
            assertTrue(v[k / 6] >= q[k] - 1e-12, "state and primitive " + k);
        }
    }

    private static double distance(float[] left, float[] right) { // [64, 64]
        double sum = 0;
        for (int pixel = 0; pixel < left.length; pixel++) {
            sum += Math.abs(left[pixel] - right[pixel]);
        }
        return sum;
    }

    /** Specification test 27: 12 bidders. The intended plan is far better than chance, and nothing beats the best plan. */
    @Test
    void solve_shippedData_ranksThePlans() {
        Economy economy = economy(Map.of());
        assertEquals(12, economy.spec().group("bidders").agents());
        Solution solution = economy.solve();
        double intended = solution.table("intended_return").scalar();
        assertTrue(solution.table("classifier_accuracy").scalar() > 0.85);
        assertTrue(intended > 0.7, "intended " + intended);
        assertTrue(intended > 2 * solution.table("uniform_return").scalar());
        assertTrue(solution.table("optimal_return").scalar() >= intended);
    }

    /** The environment pays what the data says, in two steps, the second of which ends the episode. */
    @Test
    void step_optimalPlanner_earnsTheBestPlan() {
        Economy economy = economy(Map.of("control", "planner"));
        Batch batch = Batch.of(economy)
                .rows(64)
                .autoreset(AutoresetMode.DISABLED)
                .policy("planner", "planner-optimal", Map.of())
                .build();
        batch.reset(null, null);
        double[] value = new double[64]; // [B]
        for (int row = 0; row < 64; row++) {
            int state = batch.tensors().privileged("world_state").i32()[row];
            value[row] = ((PlannerEconomy) economy).task().v()[state] / 0.99;
        }
        batch.step();
        batch.step();
        for (int row = 0; row < 64; row++) {
            assertEquals(value[row], batch.tensors().group("planner").reward().f64()[row], 1e-12);
            assertEquals(1, batch.tensors().terminated().u8()[row]);
        }
    }

    // Guards the shifts, which have a loop of their own: every primitive samples where the definition says.
    @Test
    void apply_everyPrimitive_samplesBilinearlyWithTheBorderRepeated() {
        SplittableRandom random = new SplittableRandom(4);
        int size = MentalRotationWarp.SIZE;
        double shift = 0.29 * size / 2;
        double sin = Math.sin(Math.PI / 3);
        for (int primitive = 0; primitive < MentalRotationWarp.PRIMITIVES; primitive++) {
            float[] before = new float[MentalRotationWarp.PIXELS];
            for (int pixel = 0; pixel < before.length; pixel++) {
                before[pixel] = (float) random.nextDouble();
            }
            float[] after = before.clone();
            MentalRotationWarp.apply(primitive, after, 0);
            for (int pixel = 0; pixel < before.length; pixel++) {
                double x = pixel % size - (size - 1) / 2.0;
                double y = pixel / size - (size - 1) / 2.0;
                double turn = primitive == 0 ? sin : -sin;
                double[] from = // [x, y]
                        switch (primitive) {
                            case 0, 1 -> new double[] {x / 2 - y * turn, x * turn + y / 2};
                            case 2 -> new double[] {x, y + shift};
                            case 3 -> new double[] {x, y - shift};
                            case 4 -> new double[] {x + shift, y};
                            default -> new double[] {x - shift, y};
                        };
                double expected = sampled(before, from[0] + (size - 1) / 2.0, from[1] + (size - 1) / 2.0);
                assertEquals(expected, after[pixel], 1e-5, "primitive " + primitive + ", pixel " + pixel);
            }
        }
    }

    private static double sampled(float[] canvas, double x, double y) { // [64, 64]
        int size = MentalRotationWarp.SIZE;
        double sum = 0;
        for (int line = 0; line < size; line++) {
            double down = Math.max(0, 1 - Math.abs(Math.min(Math.max(y, 0), size - 1) - line));
            for (int column = 0; down > 0 && column < size; column++) {
                double across = Math.max(0, 1 - Math.abs(Math.min(Math.max(x, 0), size - 1) - column));
                sum += down * across * canvas[line * size + column];
            }
        }
        return sum;
    }
}
