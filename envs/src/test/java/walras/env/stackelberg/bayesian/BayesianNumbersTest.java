package walras.env.stackelberg.bayesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.batch.Batch;
import walras.env.stackelberg.matrix.MatrixEnvironment;

/** Numbers 37 to 43 of the specification, the order of values, one type against matrix games, and play. */
final class BayesianNumbersTest {
    private static Economy economy(Map<String, ?> options) {
        BayesianEnvironment environment = new BayesianEnvironment();
        return environment.economy(environment.options().resolve(options));
    }

    private static Solution solve(Map<String, ?> options) {
        return economy(options).solve();
    }

    /** The specification's generator: all leader payoffs, then all follower payoffs, row-major. */
    private static final class Entries {
        private long state;

        Entries(long seed) {
            state = seed;
        }

        private double next() {
            state = (1103515245 * state + 12345) % (1L << 31);
            return state / 65536 % 21;
        }

        Object nested(int... shape) {
            if (shape.length == 0) {
                return next();
            }
            List<Object> list = new ArrayList<>();
            for (int k = 0; k < shape[0]; k++) {
                list.add(nested(Arrays.copyOfRange(shape, 1, shape.length)));
            }
            return list;
        }
    }

    private static Map<String, Object> generated(long seed, Object prior, int... shape) {
        Entries entries = new Entries(seed);
        Map<String, Object> options = new HashMap<>();
        options.put("prior", prior);
        options.put("leader_payoff", entries.nested(shape));
        options.put("follower_payoff", entries.nested(shape));
        return options;
    }

    private static Map<String, Object> with(Map<String, Object> options, String name, Object value) {
        Map<String, Object> more = new HashMap<>(options);
        more.put(name, value);
        return more;
    }

    private static double value(Solution solution, String table) {
        return solution.table(table).scalar();
    }

    private static void assertVerified(Solution solution) {
        String shown = solution.certificate().toString();
        assertEquals(1, certified(solution, "verified"), shown);
        assertEquals(0, certified(solution, "bound_gap"), shown);
        assertTrue(certified(solution, "follower_gain") <= 1e-9, shown);
    }

    /** A number of the certificate; one that is missing fails every comparison. */
    private static double certified(Solution solution, String name) {
        return solution.certificate().getOrDefault(name, Double.NaN);
    }

    @Test
    void solve_37and38_oneType() {
        Solution first = solve(Map.of(
                "prior",
                List.of(1.0),
                "leader_payoff",
                List.of(List.of(List.of(2.0, 4.0), List.of(1.0, 3.0))),
                "follower_payoff",
                List.of(List.of(List.of(1.0, 0.0), List.of(0.0, 2.0)))));
        assertEquals(11.0 / 3, value(first, "mixed_leader_value"), 1e-7);
        assertEquals(3, value(first, "leader_value"), 1e-7);
        Solution second = solve(Map.of(
                "prior",
                List.of(1.0),
                "leader_payoff",
                List.of(List.of(List.of(5.0, 0.0), List.of(0.0, 1.0))),
                "follower_payoff",
                List.of(List.of(List.of(1.0, 1.0), List.of(0.0, 1.0)))));
        assertEquals(5, value(second, "mixed_leader_value"), 1e-7);
        assertEquals(1, value(second, "weak_leader_value"), 1e-7);
        assertVerified(first);
        assertVerified(second);
    }

    @Test
    void solve_39to42_generated() {
        Solution two = solve(generated(1, List.of(.6, .4), 2, 3, 3));
        assertEquals(15.8, value(two, "mixed_leader_value"), 1e-7);
        assertEquals(15.8, value(two, "weak_leader_value"), 1e-7);
        assertEquals(15, value(two, "leader_value"), 1e-7);
        assertEquals(16.352631579, value(two, "revealed_leader_value"), 1e-7);
        Map<String, Object> three = generated(3, List.of(.5, .3, .2), 3, 3, 3);
        Solution silent = solve(three);
        assertEquals(13, value(silent, "mixed_leader_value"), 1e-7);
        assertEquals(13, value(silent, "weak_leader_value"), 1e-7);
        assertEquals(12, value(silent, "leader_value"), 1e-7);
        assertEquals(1397.0 / 90, value(silent, "revealed_leader_value"), 1e-7);
        Solution told = solve(with(generated(2, List.of(.5, .5), 2, 3, 3), "messages", 2L));
        assertEquals(17.2, value(told, "mixed_leader_value"), 1e-7);
        Solution spoken = solve(with(three, "messages", 2L));
        assertEquals(13.368965517, value(spoken, "mixed_leader_value"), 1e-7);
        List.of(two, silent, told, spoken).forEach(BayesianNumbersTest::assertVerified);
    }

    @Test
    void solve_43_twoFollowers() {
        Map<String, Object> options = generated(9, List.of(List.of(.6, .4), List.of(.3, .7)), 2, 2, 3, 2);
        Solution solution = solve(options);
        assertEquals(145.0 / 6, value(solution, "mixed_leader_value"), 1e-7);
        assertEquals(List.of(2, 2), solution.table("mixed_answer").shape());
        assertVerified(solution);
    }

    /** Pure <= mixed <= with messages <= revealed, weak <= mixed; more messages than types add nothing; no grid point does better. */
    @Test
    void solve_random_isOrdered() {
        SplittableRandom random = new SplittableRandom(1);
        for (int seed = 20; seed < 32; seed++) {
            Map<String, Object> options = generated(seed, List.of(.5, .25, .25), 3, 3, 2);
            Solution silent = solve(options);
            Solution two = solve(with(options, "messages", 2L));
            Solution three = solve(with(options, "messages", 3L));
            Solution five = solve(with(options, "messages", 5L));
            double mixed = value(silent, "mixed_leader_value");
            assertTrue(value(silent, "leader_value") <= mixed + 1e-9);
            assertTrue(value(silent, "weak_leader_value") <= mixed + 1e-9);
            assertTrue(mixed <= value(two, "mixed_leader_value") + 1e-9);
            assertTrue(value(two, "mixed_leader_value") <= value(three, "mixed_leader_value") + 1e-9);
            assertEquals(value(three, "mixed_leader_value"), value(five, "mixed_leader_value"), 1e-9);
            assertTrue(value(five, "mixed_leader_value") <= value(silent, "revealed_leader_value") + 1e-9);
            assertVerified(silent);
            assertVerified(five);
            assertNothingBetter(options, mixed, random);
        }
    }

    private static void assertNothingBetter(Map<String, Object> options, double best, SplittableRandom random) {
        BayesianEnvironment environment = new BayesianEnvironment();
        BayesianGame game = BayesianOptions.game(environment.options().resolve(options));
        for (int k = 0; k < 300; k++) {
            double[] mixture =
                    random.doubles(game.rows()).map(u -> -Math.log(u)).toArray(); // [R]
            double sum = Arrays.stream(mixture).sum();
            double[] weights = Arrays.stream(mixture).map(w -> w / sum).toArray(); // [R]
            double paid = 0;
            for (int type = 0; type < game.all(); type++) {
                int reply = BayesianEquilibrium.best(game, type, weights);
                paid += game.prior()[type] * game.leader(type, weights, 0, reply);
            }
            assertTrue(paid <= best + 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource({"escape", "maintain", "commitment", "game-4", "prisoners-dilemma", "hidden-query", "matching-pennies"})
    void solve_oneType_isTheMatrixGames(String game) {
        MatrixEnvironment environment = new MatrixEnvironment();
        Solution matrix = environment
                .economy(environment.options().resolve(Map.of("game", game)))
                .solve();
        Solution one = solve(Map.of("game", game));
        for (String table : List.of(
                "leader_value_by_row",
                "equilibrium_row",
                "leader_value",
                "mixed_commitment",
                "mixed_leader_value",
                "mixed_follower_value",
                "phase_leak_value")) {
            assertArrayEquals(matrix.table(table).values(), one.table(table).values(), 1e-12, table);
        }
        assertEquals(value(matrix, "mixed_column"), value(one, "mixed_answer"));
        assertVerified(one);
    }

    /** A solver that misses the optimum's mixture, or its replies, is found out. */
    @Test
    void certificate_brokenAnswers_areFoundOut() {
        BayesianEnvironment environment = new BayesianEnvironment();
        BayesianGame game =
                BayesianOptions.game(environment.options().resolve(generated(3, List.of(.5, .3, .2), 3, 3, 3)));
        AssignmentPrograms programs = new AssignmentPrograms(game);
        AssignmentTree.Best best = new AssignmentTree(programs, false).best();
        BayesianEquilibrium right =
                BayesianEquilibrium.of(game, programs, programs.mixtures(best.solved()), best.choice());
        assertTrue(BayesianCertificate.of(game, right).verified());
        double[] uniform = {1.0 / 3, 1.0 / 3, 1.0 / 3};
        assertTrue(!BayesianCertificate.of(game, new BayesianEquilibrium(uniform, right.choices(), right.value()))
                .verified());
        int[] other = Arrays.stream(right.choices()).map(c -> (c + 1) % 3).toArray();
        assertTrue(BayesianCertificate.of(game, new BayesianEquilibrium(right.mixtures(), other, right.value()))
                        .followerGain()
                > 1e-3);
        assertTrue(BayesianCertificate.of(
                                game, new BayesianEquilibrium(right.mixtures(), right.choices(), right.value() + .1))
                        .value()
                > 1e-3);
    }

    /** Play at the equilibrium earns the equilibrium's value, whatever the kind of commitment. */
    @ParameterizedTest
    @CsvSource({"mixed, 1, 1", "mixed, 2, 1", "pure, 2, 1", "mixed, 1, 2", "mixed, 2, 2"})
    void play_equilibrium_earnsItsValue(String commitment, long messages, int followers) {
        Map<String, Object> options = followers == 1
                ? generated(3, List.of(.5, .3, .2), 3, 3, 3)
                : generated(9, List.of(List.of(.6, .4), List.of(.3, .7)), 2, 2, 3, 2);
        options.put("messages", messages);
        options.put("commitment", commitment);
        options.put("followers", "best-response");
        options.put("reward_unit", "raw");
        Economy economy = economy(options);
        Batch batch = Batch.of(economy)
                .rows(2)
                .seed(3)
                .metrics(List.of("leader_value", "pure_gap", "distance"))
                .policy("leader", "equilibrium", Map.of())
                .build();
        batch.reset(null, null);
        double earned = 0;
        int steps = 0;
        do {
            batch.step();
            earned += batch.tensors().group("leader").reward().f64()[0];
            steps++;
        } while (batch.tensors().terminated().u8()[0] == 0 && steps < 20_000);
        Solution solution = economy.solve();
        double expected = value(solution, commitment.equals("pure") ? "menu_leader_value" : "mixed_leader_value");
        assertEquals(expected, earned, 1e-6);
        assertEquals(expected, batch.tensors().metric("leader_value").f64()[0], 1e-6);
        assertEquals(0, batch.tensors().metric("distance").f64()[0], 1e-6);
        assertEquals(0, batch.tensors().metric("pure_gap").f64()[0], 1e-6);
    }

    /** Types that learn by Hedge find their replies to the commitment that leaves them no tie. */
    @Test
    void play_hedge_comesNear() {
        Map<String, Object> options = generated(3, List.of(.5, .3, .2), 3, 3, 3);
        options.put("followers", "hedge");
        options.put("response_steps", 6000L);
        options.put("learning_rate", 1.0);
        Batch batch = Batch.of(economy(options))
                .rows(1)
                .metrics(List.of("distance"))
                .policy("leader", "equilibrium", Map.of())
                .build();
        batch.reset(null, null);
        int steps = 0;
        do {
            batch.step();
            steps++;
        } while (batch.tensors().terminated().u8()[0] == 0 && steps < 20_000);
        assertEquals(0, batch.tensors().metric("distance").f64()[0], .02);
    }

    @Test
    void options_unfit_areRefusedByName() {
        Map<String, Object> good = generated(1, List.of(.6, .4), 2, 3, 3);
        assertRefused(
                with(good, "prior", List.of(.6, .3)), "prior: expected chances of a follower's types that sum to 1");
        assertRefused(with(good, "prior", List.of(1.0)), "prior: expected one chance per type of the payoffs, [2]");
        assertRefused(
                with(good, "follower_payoff", new Entries(1).nested(2, 3, 2)), "follower_payoff: expected the shape");
        assertRefused(
                Map.of("prior", List.of(1.0)), "payoff: expected prior, leader_payoff and follower_payoff together");
        Map<String, Object> large = generated(1, List.of(.5, .5), 2, 80, 30);
        assertTrue(assertThrows(Problem.class, () -> solve(with(large, "messages", 2L)))
                .getMessage()
                .contains("at most 16384 numbers in a program"));
    }

    private static void assertRefused(Map<String, Object> options, String message) {
        String got = assertThrows(Problem.class, () -> economy(options)).getMessage();
        assertTrue(got.contains(message), got);
    }

    /** A larger game is searched without a gap; its leaves alone would be 5^8. */
    @Test
    void solve_eightTypes_coversAll() {
        Map<String, Object> options = generated(77, List.of(.2, .2, .15, .15, .1, .1, .05, .05), 8, 4, 5);
        assertVerified(solve(options));
    }
}
