package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.BestReplies.ReplyValue;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.Profile.Choice;
import walras.env.Registry;

final class EvaluationTest {
    private static final double EXACT = 1e-12;
    private static final String MATRIX = "stackelberg/matrix-v0";
    private static final String SEALED = "auction/sealed-bid-v0";
    private static final String PLATFORM = "stackelberg/pricing-platform-v0";

    /** Options of an environment, and a profile of it. */
    record Case(String id, Map<String, Object> options, List<Choice> choices) {
        Economy economy() {
            Environment environment = Registry.discover().find(id);
            return environment.economy(environment.options().resolve(options));
        }

        Profile profile(Economy economy) {
            return Profile.of(economy.spec(), choices);
        }

        Evaluation evaluation() {
            Economy economy = economy();
            return Evaluation.of(economy, profile(economy));
        }
    }

    private static Choice all(String group, String policy, Map<String, ?> options) {
        return new Choice(group, Profile.WHOLE_GROUP, policy, options);
    }

    private static Choice all(String group, String policy) {
        return all(group, policy, Map.of());
    }

    private static Map<String, Object> game(List<List<Integer>> leader, List<List<Integer>> follower) {
        return Map.of(
                "leader_payoff", leader, "follower_payoff", follower, "reward_unit", "raw", "follower_seat", true);
    }

    private static Map<String, Object> dilemma() {
        return game(List.of(List.of(3, 0), List.of(5, 1)), List.of(List.of(3, 5), List.of(0, 1)));
    }

    private static Map<String, Object> pennies() {
        return game(List.of(List.of(1, -1), List.of(-1, 1)), List.of(List.of(-1, 1), List.of(1, -1)));
    }

    private static void assertGains(double[] gains, Evaluation evaluation) {
        for (int k = 0; k < gains.length; k++) {
            ReplyValue reply = evaluation.replies().get(k);
            assertTrue(reply.exact(), evaluation.players().get(k).seat());
            assertEquals(
                    gains[k], reply.gain(), EXACT, evaluation.players().get(k).seat());
        }
        double sum = Arrays.stream(gains).sum();
        assertEquals(sum, evaluation.nashConv(), EXACT);
        assertEquals(sum / gains.length, evaluation.exploitability(), EXACT);
    }

    // By hand, sealed-bid.md number 35: cooperating half the time against defecting three quarters of it.
    @Test
    void evaluation_prisonersDilemma_gainsByHand() {
        Choice follower = all("follower", "fixed", Map.of("chances", List.of(.25, .75)));
        Case mixed = new Case(MATRIX, dilemma(), List.of(all("leader", "random"), follower));
        assertGains(new double[] {5 / 8.0, 3 / 8.0}, mixed.evaluation());
        Case defecting = new Case(
                MATRIX,
                dilemma(),
                List.of(all("leader", "constant", Map.of("answer", 1)), all("follower", "best-response")));
        assertGains(new double[] {0, 0}, defecting.evaluation());
    }

    // The follower sees the move, so it wins a penny each time that its chances do not; the leader's move is worth
    // nothing.
    @Test
    void evaluation_matchingPennies_gainsByHand() {
        Choice even = all("follower", "fixed", Map.of("chances", List.of(.5, .5)));
        assertGains(
                new double[] {0, 1}, new Case(MATRIX, pennies(), List.of(all("leader", "random"), even)).evaluation());
        Choice tilted = all("follower", "fixed", Map.of("chances", List.of(.75, .25)));
        Case known = new Case(MATRIX, pennies(), List.of(all("leader", "constant", Map.of("answer", 1)), tilted));
        assertGains(new double[] {1, .5}, known.evaluation());
    }

    // stackelberg.md invariant 2: the mixed commitment of Maintain earns 27.5, row 0 alone 20.
    @Test
    void evaluation_mixedCommitment_gainsToTheOptimum() {
        Choice row = all("leader", "constant", Map.of("answer", List.of(1, 0, 0)));
        Map<String, Object> seated =
                Map.of("game", "maintain", "commitment", "mixed", "reward_unit", "raw", "follower_seat", true);
        assertGains(new double[] {7.5, 0}, new Case(MATRIX, seated, List.of(row)).evaluation());
        Map<String, Object> inside =
                Map.of("game", "maintain", "commitment", "mixed", "reward_unit", "raw", "followers", "best-response");
        assertGains(new double[] {7.5}, new Case(MATRIX, inside, List.of(row)).evaluation());
    }

    // stackelberg.md invariant 1: followers that learn inside, Escape's rows earn 15, 10, 30.
    @Test
    void evaluation_learningFollowers_commitmentsByRow() {
        Map<String, Object> raw = Map.of("reward_unit", "raw");
        Choice first = all("leader", "constant", Map.of("answer", 0));
        assertGains(new double[] {15}, new Case(MATRIX, raw, List.of(first)).evaluation());
        assertGains(new double[] {0}, new Case(MATRIX, raw, List.of(all("leader", "equilibrium"))).evaluation());
        Evaluation drawn = new Case(MATRIX, raw, List.of(all("leader", "random"))).evaluation();
        assertGains(new double[] {30 - 55 / 3.0}, drawn);
    }

    // sealed-bid.md section 1.1 and number 31: the gain is a bidder's, NashConv twice that.
    @Test
    void evaluation_sealedBids_gainsByHand() {
        Choice high = all("bidders", "truthful", Map.of("factor", .6));
        assertGains(new double[] {1 / 180.0, 1 / 180.0}, new Case(SEALED, Map.of(), List.of(high)).evaluation());
        assertGains(
                new double[] {0, 0}, new Case(SEALED, Map.of(), List.of(all("bidders", "equilibrium"))).evaluation());
        Choice given = all("bidders", "strategy");
        Map<String, Object> strategy = Map.of("strategy", List.of(0, .7), "rounds", 5);
        Evaluation five = new Case(SEALED, strategy, List.of(given)).evaluation();
        assertEquals(5 * 4 / 105.0, five.nashConv(), 1e-9);
    }

    // stackelberg.md invariant 26: the grid's equilibrium is (2, 2); at (3, 3) a seller gains .312441 - .304190.
    @Test
    void evaluation_platform_nashGainsNothingMonopolyGains() {
        Map<String, Object> open = Map.of("followers", "seat", "response_steps", 0, "reward_steps", 1);
        Choice cap = all("leader", "cap", Map.of("level", 3));
        assertGains(
                new double[] {0, 0, 0}, new Case(PLATFORM, open, List.of(cap, all("sellers", "nash"))).evaluation());
        Choice dear = all("sellers", "constant", Map.of("level", 3));
        Evaluation monopoly = new Case(PLATFORM, open, List.of(cap, dear)).evaluation();
        assertEquals(.312441 - .304190, monopoly.replies().get(1).gain(), 1e-6);
        assertEquals(monopoly.replies().get(1), monopoly.replies().get(2));
    }

    // stackelberg.md invariant 35 without noise: at a = 4 the retailer orders 3, so 12 of 12.5; a standing order of 2
    // at 6 earns 4 of 9.
    @Test
    void evaluation_newsvendor_gainsByHand() {
        Map<String, Object> round = Map.of("noise", "none", "follower", "seat", "horizon", 1);
        Choice four = all("leader", "constant", Map.of("wholesale_price", 4));
        Evaluation best = new Case("stackelberg/newsvendor-v0", round, List.of(four)).evaluation();
        assertEquals(.5, best.replies().get(0).gain(), 1e-9);
        assertEquals(0, best.replies().get(1).gain(), 1e-9);
        Choice order = all("follower", "standing-order", Map.of("retail_price", 6, "quantity", 2));
        Evaluation standing = new Case("stackelberg/newsvendor-v0", round, List.of(four, order)).evaluation();
        assertEquals(20 - 8, standing.replies().get(0).gain(), 1e-9);
        assertEquals(9 - 4, standing.replies().get(1).gain(), 1e-9);
    }

    // Chang et al. 2020: with clones the truthful society is an equilibrium; where the horizon cuts, the last sale is a
    // loss.
    @Test
    void evaluation_truthfulSociety_gainsNothingUnderClones() {
        Evaluation chain = new Case("auction/chain-v0", Map.of("copies", 2), List.of()).evaluation();
        assertEquals(4, chain.players().size());
        assertEquals(0, chain.nashConv(), EXACT);
        Evaluation cut = new Case("auction/duality-v0", Map.of(), List.of()).evaluation();
        assertEquals(49.5, cut.replies().get(0).gain(), 1e-9);
        Evaluation settled = new Case("auction/duality-v0", Map.of("truncation", "auction"), List.of()).evaluation();
        assertEquals(0, settled.nashConv(), 1e-9);
    }

    static List<Case> exactOnes() {
        List<Case> cases = new ArrayList<>(List.of(
                new Case(MATRIX, dilemma(), List.of(all("leader", "random"), all("follower", "random"))),
                new Case(MATRIX, Map.of("rounds", 2, "game", "commitment"), List.of(all("leader", "random"))),
                new Case(
                        SEALED,
                        Map.of("format", "second-price", "bidders", 3),
                        List.of(all("bidders", "truthful"), new Choice("bidders", 1, "random", Map.of()))),
                new Case(SEALED, Map.of("format", "all-pay"), List.of(all("bidders", "random"))),
                new Case(
                        SEALED,
                        Map.of(
                                "distribution",
                                "discrete",
                                "value_grid",
                                List.of(1, 2, 4),
                                "value_weights",
                                List.of(5, 3, 2)),
                        List.of(all("bidders", "truthful", Map.of("factor", .5)))),
                new Case(
                        PLATFORM,
                        Map.of("followers", "seat", "response_steps", 2, "reward_steps", 2),
                        List.of(all("leader", "random"), all("sellers", "random"))),
                new Case(
                        "stackelberg/newsvendor-v0",
                        Map.of("follower", "seat", "horizon", 5),
                        List.of(all("leader", "equilibrium"), all("follower", "standing-order"))),
                new Case(
                        "stackelberg/bandit-v0",
                        Map.of("follower", "seat", "horizon", 5),
                        List.of(all("leader", "random"), all("follower", "fbm"))),
                new Case("auction/chain-v0", Map.of("control", "planner"), List.of(all("planner", "planner-random")))));
        for (String mechanism : List.of("first-price", "vickrey", "credit-conserving-vickrey", "environment-reward")) {
            for (String ties : List.of("lowest-index", "highest-index", "random")) {
                Map<String, Object> rules =
                        Map.of("mechanism", mechanism, "tie_rule", ties, "copies", 1, "discount", .5);
                cases.add(new Case("auction/duality-v0", rules, List.of(new Choice("bidders", 0, "random", Map.of()))));
                cases.add(new Case("auction/random-v0", rules, List.of()));
            }
        }
        return cases;
    }

    // Brute force: what is computed of the own policy is what play earns, and no reply found by play beats the best.
    @ParameterizedTest
    @MethodSource("exactOnes")
    void evaluation_exact_agreesWithPlay(Case each) {
        Economy economy = each.economy();
        Profile profile = each.profile(economy);
        List<ReplyValue> replies = Evaluation.of(economy, profile).replies();
        SampledReplies sampled = new SampledReplies(economy, profile);
        int exact = 0;
        for (int k = 0; k < replies.size(); k++) {
            ReplyValue reply = replies.get(k);
            Profile.Player player = profile.players().get(k);
            double[] played = FirstEpisodes.play(economy, profile.seats(), batch -> {}, 4000, 11, 1000)
                    .orElseThrow()
                    .of(player);
            double mean = Arrays.stream(played).average().orElseThrow();
            double variance = Arrays.stream(played)
                    .map(earned -> (earned - mean) * (earned - mean))
                    .average()
                    .orElseThrow();
            double error = 1e-9 * (1 + Math.abs(mean)) + 4.5 * Math.sqrt(variance / played.length);
            if (reply.exact()) {
                exact++;
                assertEquals(reply.own(), mean, error, player.seat());
                ReplyValue tried = sampled.of(player);
                double slack = 4.5 * (tried.standardError() + Math.sqrt(variance / Evaluation.ROWS_MOST)) + 1e-9;
                assertTrue(tried.best() <= reply.best() + slack, player.seat() + ": " + tried + " beats " + reply);
            }
        }
        assertTrue(exact > 0);
    }

    // Guards against an exact answer where somebody learns, and against a reply that loses.
    @Test
    void evaluation_learners_isALowerBound() {
        Evaluation learned = new Case(SEALED, Map.of("rounds", 5), List.of(all("bidders", "hedge"))).evaluation();
        for (ReplyValue reply : learned.replies()) {
            assertFalse(reply.exact());
            assertTrue(reply.gain() > 0 && reply.standardError() > 0, reply.toString());
        }
    }

    // With exact clones the winner sets its own price: it shades its bid in every state, which no constant bid does.
    @Test
    void evaluation_exactClones_shadingIsFound() {
        Map<String, Object> rules = Map.of("clone_sampling", "exact", "copies", 2);
        ReplyValue winner = new Case("auction/chain-v0", rules, List.of())
                .evaluation()
                .replies()
                .get(1);
        assertFalse(winner.exact());
        assertTrue(winner.gain() > .003, winner.toString());
    }

    // A consumer of a market that moves gains by misreporting its tastes, as scaled reports show.
    @Test
    void evaluation_consumersOfMarkovMarkets_misreportingIsFound() {
        Map<String, Object> market = Map.of("instance", "cd5");
        List<ReplyValue> replies =
                new Case("exchange/markov-v0", market, List.of()).evaluation().replies();
        double most = replies.subList(1, replies.size()).stream()
                .mapToDouble(ReplyValue::gain)
                .max()
                .orElseThrow();
        assertTrue(most > 0, replies.toString());
    }

    // Guards against a made-up number where there is no return.
    @Test
    void evaluation_episodesWithoutEnd_refused() {
        Case endless = new Case("counter-v0", Map.of("target", 1_000_000), List.of());
        Problem problem = assertThrows(Problem.class, endless::evaluation);
        assertEquals("NO_EPISODE_END", problem.reason());
    }

    // Guards the words of seats that no profile can have.
    @Test
    void profile_badChoices_refusedWithWords() {
        Case agent = new Case(SEALED, Map.of(), List.of(new Choice("bidders", 2, "truthful", Map.of())));
        assertTrue(assertThrows(Problem.class, agent::evaluation).getMessage().contains("0 .. 1"));
        Case group = new Case(SEALED, Map.of(), List.of(all("bidder", "truthful")));
        assertEquals("bidders", assertThrows(Problem.class, group::evaluation).nearest());
        Case policy = new Case(MATRIX, dilemma(), List.of(all("leader", "best-response")));
        assertEquals(
                "BAD_REQUEST", assertThrows(Problem.class, policy::evaluation).reason());
    }
}
