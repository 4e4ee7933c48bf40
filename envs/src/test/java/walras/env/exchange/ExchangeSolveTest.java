package walras.env.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Solution;

/** The oracles as a caller sees them: options in, named tables and a certificate out. */
class ExchangeSolveTest {
    private static Solution solve(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options)).solve();
    }

    @Test
    void static_givenArrays_hasTheTablesByName() {
        Solution solution = solve(
                "exchange/static-v0",
                Map.of(
                        "utility", "cobb-douglas",
                        "weights", List.of(List.of(.3, .7), List.of(.6, .4)),
                        "endowments", List.of(List.of(1, 0), List.of(0, 1))));
        assertArrayEquals(
                new double[] {6 / 13.0, 7 / 13.0}, solution.table("prices").values(), 1e-12);
        assertArrayEquals(
                new double[] {.3, .6, .7, .4}, solution.table("allocation").values(), 1e-12);
        assertEquals(List.of(2, 2), solution.table("allocation").shape());
        assertEquals(1.0469580283, solution.table("welfare").scalar(), 1e-10);
        assertEquals(2, solution.table("negishi").values().length);
        assertTrue(solution.certificate().getOrDefault("clearing", Double.NaN) <= 1e-9);
        assertEquals(1, solution.certificate().getOrDefault("unique", Double.NaN));
    }

    @Test
    void static_defaultEconomyWithOtherFamilies_isG() {
        Solution ces = solve("exchange/static-v0", Map.of("utility", "ces"));
        assertEquals(3.8429888473, ces.table("welfare").scalar(), 1e-9, "T09");
        Solution complements = solve("exchange/static-v0", Map.of("utility", "ces", "rho", -1));
        assertEquals(3.4118090599, complements.table("welfare").scalar(), 1e-9, "T11");
    }

    @Test
    void static_mixedFamilies_areSolved() {
        Solution mixed =
                solve("exchange/static-v0", Map.of("families", "ces, linear, leontief", "rho", List.of(-2, 0, 0)));
        assertTrue(mixed.certificate().getOrDefault("demand_gap", Double.NaN) <= 1e-9);
    }

    @Test
    void static_severalEquilibria_startPricesSelect() {
        Map<String, Object> kehoe = Map.of(
                "utility", "ces",
                "rho", -4,
                "weights", List.of(List.of(1024, 1), List.of(1, 1024)),
                "endowments", List.of(List.of(12, 1), List.of(1, 12)),
                "start_prices", List.of(.9, .1));
        assertEquals(
                0.887076152872,
                solve("exchange/static-v0", kehoe).table("prices").values()[0],
                1e-9);
        Map<String, Object> middle = new java.util.HashMap<>(kehoe);
        middle.remove("start_prices");
        assertEquals(0, solve("exchange/static-v0", middle).certificate().getOrDefault("unique", Double.NaN));
    }

    // CES near rho 0 is Cobb-Douglas; utilities used to overflow, and infinity was certified.
    @ParameterizedTest
    @ValueSource(doubles = {1e-300, -1e-300, 1e-15, -1e-15, 1e-9, 1e-4, -1e-4})
    void ces_nearZeroRho_isCobbDouglas(double rho) {
        for (String id : List.of("exchange/static-v0", "exchange/markov-v0")) {
            Solution near = solve(id, Map.of("utility", "ces", "rho", rho));
            Solution limit = solve(id, Map.of("utility", "cobb-douglas"));
            for (String table : List.of("prices", "allocation", "utility")) {
                assertArrayEquals(
                        limit.table(table).values(), near.table(table).values(), 1e-13 + 10 * Math.abs(rho), table);
            }
        }
    }

    // The utility (1 + 2)^(1/rho) of a bundle of ones is no double; its logarithm is.
    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-4, -1e-3})
    void ces_rawWeightsNearZeroRho_areRefusedAsAnOption(double rho) {
        Map<String, Object> options = Map.of(
                "utility",
                "ces",
                "rho",
                rho,
                "weights",
                List.of(List.of(1, 2), List.of(3, 1)),
                "endowments",
                List.of(List.of(1, 0), List.of(0, 1)));
        Problem problem = assertThrows(Problem.class, () -> solve("exchange/static-v0", options));
        assertEquals("BAD_OPTION", problem.reason());
        assertTrue(problem.getMessage().contains("rho"), problem.getMessage());
    }

    @Test
    void leontief_wantedFreeGood_isRefusedByName() {
        Problem problem = assertThrows(
                Problem.class,
                () -> solve(
                        "exchange/static-v0",
                        Map.of(
                                "utility", "leontief",
                                "weights", List.of(List.of(.5, 0, .3), List.of(.5, .1, 0), List.of(0, .8, 0)),
                                "endowments", List.of(List.of(1, 0, 0), List.of(0, 1, 0), List.of(0, 0, 1)))));
        assertEquals("VANISHING_PRICE", problem.reason());
    }

    // Inequalities that hold whatever the instance.
    @ParameterizedTest
    @ValueSource(strings = {"acs5", "cd5", "ces5", "lin5", "cd10", "hand2", "random"})
    void markov_anyInstance_ordersThePlanners(String instance) {
        Solution solution = solve("exchange/markov-v0", Map.of("instance", instance));
        double[] star = solution.table("v_star").values(); // [S]
        double[] uniform = solution.table("uniform_value").values(); // [S]
        double[] minimum = solution.table("minimum_value").values(); // [S]
        for (int s = 0; s < star.length; s++) {
            assertTrue(minimum[s] <= uniform[s] + 1e-12 * star[s] && uniform[s] <= star[s] * (1 + 1e-12));
        }
    }

    @Test
    void static_reducible_isRefusedByName() {
        Problem problem = assertThrows(
                Problem.class,
                () -> solve(
                        "exchange/static-v0",
                        Map.of(
                                "utility", "cobb-douglas",
                                "weights", List.of(List.of(1, 0), List.of(0, 1)),
                                "endowments", List.of(List.of(1, 0), List.of(0, 1)))));
        assertEquals("REDUCIBLE", problem.reason());
    }

    @Test
    void static_contradictingArrays_nameTheOption() {
        Problem shape = assertThrows(
                Problem.class,
                () -> solve("exchange/static-v0", Map.of("weights", List.of(List.of(1, 1), List.of(1, 1)))));
        assertTrue(shape.getMessage().contains("option endowments"));
        Problem owner = assertThrows(
                Problem.class,
                () -> solve(
                        "exchange/static-v0",
                        Map.of(
                                "weights", List.of(List.of(1, 1), List.of(1, 1)),
                                "endowments", List.of(List.of(1, 0), List.of(1, 0)))));
        assertTrue(owner.getMessage().contains("nobody owns good 1"));
        Problem rho = assertThrows(
                Problem.class, () -> solve("exchange/static-v0", Map.of("utility", "additive-ces", "rho", -1)));
        assertTrue(rho.getMessage().contains("option rho"));
    }

    @Test
    void markov_acs5_hasTheTablesByName() {
        Solution solution = solve("exchange/markov-v0", Map.of());
        assertEquals(20.0341782855, solution.table("v_star").values()[0], 1e-9);
        assertEquals(List.of(4, 5), solution.table("policy_star").shape());
        assertEquals(List.of(4, 5, 3), solution.table("prices").shape());
        assertEquals(List.of(4, 5, 3, 3), solution.table("allocation").shape());
        assertEquals(19.813609615, solution.table("uniform_value").values()[0], 1e-9);
        assertEquals(19.6698138925, solution.table("minimum_value").values()[0], 1e-9);
    }

    @Test
    void markov_otherUtility_turnsOneInstanceIntoAnother() {
        assertEquals(
                33.8311981449,
                solve("exchange/markov-v0", Map.of("utility", "ces"))
                        .table("v_star")
                        .values()[0],
                1e-9);
        assertEquals(
                31.5794238403,
                solve("exchange/markov-v0", Map.of("utility", "cobb-douglas"))
                        .table("v_star")
                        .values()[0],
                1e-9);
    }

    /** HAND2 (T33) given as the user's own arrays, which leave out the step axis. */
    @Test
    void markov_givenArrays_solvesThem() {
        List<?> tastes = List.of(List.of(.5, .5), List.of(.5, .5));
        Solution solution = solve(
                "exchange/markov-v0",
                Map.of(
                        "weights",
                        tastes,
                        "endowments",
                        List.of(List.of(List.of(1, 0), List.of(0, 1)), List.of(List.of(3, 0), List.of(0, 1))),
                        "transitions",
                        List.of(List.of(List.of(.2, .8), List.of(.9, .1)), List.of(List.of(.4, .6), List.of(.1, .9))),
                        "utility",
                        "cobb-douglas",
                        "horizon",
                        3,
                        "start",
                        1));
        assertEquals(1.32 + 1.68 * Math.sqrt(3), solution.table("v_star").values()[0], 1e-12);
        assertEquals(5.0424217531, solution.table("v_star").values()[1], 1e-9);
    }

    @Test
    void markov_randomInstances_areCertified() {
        for (String utility : List.of("additive-ces", "ces", "cobb-douglas", "linear", "leontief")) {
            Solution solution = solve(
                    "exchange/markov-v0",
                    Map.of("instance", "random", "utility", utility, "instance_seed", 7, "states", 8, "horizon", 6));
            assertTrue(solution.certificate().getOrDefault("demand_gap", Double.NaN) <= 1e-9, utility);
            assertEquals(List.of(6, 8), solution.table("policy_star").shape());
        }
    }

    /** T23 in Fisher form: prices on the simplex are the published ones divided by their sum. */
    @Test
    void static_fisherForm_isProportionalEndowments() {
        Solution solution = solve(
                "exchange/static-v0",
                Map.of("utility", "leontief", "budgets", List.of(5, 3, 2), "supply", List.of(2, 3, 4)));
        assertArrayEquals(
                new double[] {6, 1.5, 2 / 3.0}, solution.table("utility").values(), 1e-12);
        assertArrayEquals(new double[] {1, 0, 0}, solution.table("prices").values());
    }

    /** The metric as a function of what a client sends: the policy b = (s + h) mod 3 at equilibrium trades. */
    @Test
    void markov_givenPlay_isMeasured() {
        Solution solution = solve(
                "exchange/markov-v0",
                Map.of(
                        "policy",
                        List.of(
                                List.of(0, 1, 2, 0, 1),
                                List.of(1, 2, 0, 1, 2),
                                List.of(2, 0, 1, 2, 0),
                                List.of(0, 1, 2, 0, 1))));
        assertEquals(19.7476987588, solution.table("policy_value").scalar(), 1e-9, "T32");
        assertEquals(
                20.0341782855 - 19.7476987588, solution.table("suboptimality").scalar(), 1e-9);
        assertEquals(0, solution.table("suboptimality_equilibrium").scalar(), 1e-9);
        assertTrue(solution.certificate().getOrDefault("overspending", 1.0) < 1e-12);
    }

    /** A mixture of HAND2's moves and their mirror image, half and half, is a planner without influence. */
    @Test
    void markov_mixture_mixesItsParts() {
        List<?> part = List.of(List.of(List.of(.2, .8), List.of(.9, .1)), List.of(List.of(.4, .6), List.of(.1, .9)));
        List<?> mirror = List.of(List.of(List.of(.8, .2), List.of(.1, .9)), List.of(List.of(.6, .4), List.of(.9, .1)));
        Map<String, Object> options = new java.util.HashMap<>(Map.of(
                "weights", List.of(List.of(.5, .5), List.of(.5, .5)),
                "endowments", List.of(List.of(List.of(1, 0), List.of(0, 1)), List.of(List.of(3, 0), List.of(0, 1))),
                "transitions", List.of(part, mirror),
                "utility", "cobb-douglas",
                "horizon", 3));
        Problem missing = assertThrows(Problem.class, () -> solve("exchange/markov-v0", options));
        assertTrue(missing.getMessage().contains("option transitions"), missing.getMessage());
        options.put("mixture", List.of(.5, .5));
        Solution solution = solve("exchange/markov-v0", options);
        double mean = (1 + Math.sqrt(3)) / 2;
        assertEquals(1 + 2 * mean, solution.table("v_star").values()[0], 1e-12);
        assertEquals(1 + 2 * mean, solution.table("minimum_value").values()[0], 1e-12);
    }
}
