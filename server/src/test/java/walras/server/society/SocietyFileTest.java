package walras.server.society;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Societies travel through files, and into no task that nobody named. */
final class SocietyFileTest {
    private static final Environment ROOMS = Registry.discover().find("auction/two-rooms-v0");

    @TempDir
    private Path folder = Path.of("");

    private static Options goal(String goal) {
        return ROOMS.options().resolve(Map.of("goal", goal, "observation", "index"));
    }

    private static Batch batch(Options options, String policy, int rows) {
        Batch batch = Batch.of(ROOMS.economy(options))
                .rows(rows)
                .autoreset(AutoresetMode.SAME_STEP)
                .policy("bidders", policy, Map.of())
                .build();
        batch.reset(null, null);
        return batch;
    }

    private static Batch trained(String policy) {
        Batch batch = batch(goal("green"), policy, 2);
        for (int step = 0; step < 1_000; step++) {
            batch.step();
        }
        return batch;
    }

    private SocietyFile throughFile(Batch batch, String policy) throws IOException {
        Path file = folder.resolve(policy + ".json");
        SocietyFile.of(ROOMS, goal("green"), batch, "bidders", policy, Map.of("sharing", true))
                .write(file);
        return SocietyFile.read(file);
    }

    private static double[] all(Weights weights) { // [weights]
        return weights.distances(zeros(weights));
    }

    private static Weights zeros(Weights like) {
        Map<String, double[]> arrays = new java.util.LinkedHashMap<>();
        like.arrays().forEach((name, values) -> arrays.put(name, new double[values.length]));
        return new Weights(like.rows(), arrays);
    }

    // Guards against weights that lose digits, and against learners whose weights are not all shown.
    @Test
    void read_whatWasWritten_givesEveryWeightBack() throws IOException {
        for (String policy : new String[] {"value-learning", "beta"}) {
            Batch batch = trained(policy);
            SocietyFile read = throughFile(batch, policy);
            assertEquals("auction/two-rooms-v0", read.environment());
            assertEquals(policy, read.policy());
            assertEquals(Map.of("sharing", true), read.policyOptions());
            assertArrayEquals(all(Weights.of(batch, "bidders")), all(read.weights()));
            assertTrue(Arrays.stream(all(read.weights())).anyMatch(weight -> weight != 0));
        }
    }

    @Test
    void giveTo_shiftedTask_goesOnFromThere() throws IOException {
        SocietyFile society = throughFile(trained("value-learning"), "value-learning");
        Batch blue = batch(goal("blue"), "value-learning", 4);
        society.giveTo(blue);
        Weights adopted = Weights.of(blue, "bidders");
        double[] own = all(society.weights()); // [weights]
        assertArrayEquals(own, Arrays.copyOf(all(adopted), own.length));
        assertArrayEquals(own, Arrays.copyOfRange(all(adopted), own.length, 2 * own.length));
        for (int step = 0; step < 500; step++) {
            blue.step();
        }
        double[] moved = Weights.of(blue, "bidders").distances(adopted); // [weights]
        assertTrue(Arrays.stream(moved).anyMatch(distance -> distance > 1e-3), "nothing was learned any more");
    }

    @Test
    void requireTask_otherTask_namesWhatDiffers() throws IOException {
        SocietyFile society = throughFile(trained("value-learning"), "value-learning");
        society.requireTask(ROOMS, goal("green"));
        Problem options = assertThrows(Problem.class, () -> society.requireTask(ROOMS, goal("blue")));
        assertTrue(options.getMessage().contains("goal=\"green\""), options.getMessage());
        assertTrue(options.getMessage().contains("goal=\"blue\""), options.getMessage());
        Environment other = Registry.discover().find("auction/chain-v0");
        Problem environment = assertThrows(
                Problem.class, () -> society.requireTask(other, other.options().resolve(Map.of())));
        assertTrue(environment.getMessage().contains("auction/chain-v0"), environment.getMessage());
    }

    @Test
    void giveTo_otherShapes_refuses() throws IOException {
        SocietyFile society = throughFile(trained("value-learning"), "value-learning");
        assertThrows(Problem.class, () -> society.giveTo(batch(goal("blue"), "value-learning", 3)));
        assertThrows(Problem.class, () -> society.giveTo(batch(goal("blue"), "beta", 2)));
        assertThrows(Problem.class, () -> Weights.of(batch(goal("blue"), "truthful", 2), "bidders"));
    }

    @Test
    void read_brokenFile_saysSo() throws IOException {
        Path file = folder.resolve("broken.json");
        SocietyFile society = throughFile(trained("value-learning"), "value-learning");
        society.write(file);
        String text = Files.readString(file);
        for (String broken : new String[] {
            "{}",
            "not json",
            text.substring(0, 300),
            text.replace("\"green\"", "\"blue\""),
            text.replace("\"rows\":2", "\"rows\":\"2\"")
        }) {
            Files.writeString(file, broken);
            assertEquals(
                    "BAD_SOCIETY",
                    assertThrows(Problem.class, () -> SocietyFile.read(file)).reason(),
                    broken);
        }
    }
}
