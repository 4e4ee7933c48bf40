package walras.env.exchange.markov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Utility;

/** Tests T29 and T31 to T35 of the exchange specification, section 4, on the instances of section 3.5. */
class MarkovModelTest {
    private static final double EXACT = 1e-9;

    private static JointOptimum solved(MarkovModel model) {
        JointOptimum optimum = JointOptimum.of(model, 1e-9);
        assertEquals("", optimum.flaw(model));
        return optimum;
    }

    private static int[] policyAt(MarkovModel model, JointOptimum optimum, int step) { // [S]
        return Arrays.copyOfRange(optimum.policy(), step * model.states(), (step + 1) * model.states());
    }

    /** Value at state 0 of the planner's policy b = (s + h) mod 3. */
    private static double rotating(MarkovModel model, double[] reward /* [H, S] */) {
        int[] action = new int[model.markets()]; // [H, S]
        Arrays.setAll(action, k -> (k % model.states() + k / model.states()) % 3);
        double[] value = new double[(model.horizon() + 1) * model.states()]; // [H + 1, S]
        Planning.evaluate(model, Planning.probabilities(model, action), reward, value);
        return value[0];
    }

    @Test
    void t31_cd5_hasKnownValuesAndPolicies() {
        MarkovModel model = Instances.named("cd5");
        JointOptimum optimum = solved(model);
        double[] r0 = {7.53141414937, 8.48441957461, 7.76707417035, 8.59801226804, 7.44157195260}; // [S]
        assertArrayEquals(r0, Arrays.copyOf(optimum.reward(), 5), EXACT);
        double[] prices = {0.4234406256, 0.2504091653, 0.3261502091}; // [L]
        assertArrayEquals(prices, Arrays.copyOf(optimum.equilibria().prices(), 3), EXACT);
        double[] utility = {1.9826235522, 2.7124098884, 2.8363807087}; // [N]
        assertArrayEquals(
                utility, Arrays.copyOf(model.utilities(optimum.equilibria().allocation()), 3), EXACT);
        double[] value = {31.5794238403, 32.5489674993, 31.6673050684, 32.2291101771, 31.2211265826}; // [S]
        assertArrayEquals(value, Arrays.copyOf(optimum.value(), 5), EXACT);
        assertArrayEquals(new int[] {1, 0, 0, 2, 2}, policyAt(model, optimum, 0));
        assertArrayEquals(new int[] {1, 2, 2, 2, 1}, policyAt(model, optimum, 1));
        assertArrayEquals(new int[] {0, 2, 2, 1, 2}, policyAt(model, optimum, 2));
        assertEquals(31.0347974985, Planning.uniform(model, optimum.reward())[0], EXACT);
        assertEquals(30.6209334132, Planning.minimum(model, optimum.reward())[0], EXACT);
        assertEquals(30.7576503455, rotating(model, optimum.reward()), EXACT);
    }

    @Test
    void t31_cd5_hasKnownAutarkyAndIndividualValues() {
        MarkovModel model = Instances.named("cd5");
        JointOptimum optimum = solved(model);
        double[] value = new double[25]; // [H + 1, S]
        Planning.optimal(
                model, model.transitions(), model.welfare(model.endowments()), value, new int[model.markets()]);
        assertEquals(27.8291228923, value[0], EXACT, "autarky; the specification prints 27.8291229223");
        double[] utility = model.utilities(optimum.equilibria().allocation()); // [H, S, N]
        double[] expected = {10.8478059944, 9.8502536011, 10.8813642447}; // [N]
        double[] chances = Planning.probabilities(model, optimum.policy()); // [H, S, A]
        for (int i = 0; i < 3; i++) {
            double[] own = new double[model.markets()]; // [H, S]
            for (int k = 0; k < own.length; k++) {
                own[k] = utility[k * 3 + i];
            }
            Planning.evaluate(model, chances, own, value);
            assertEquals(expected[i], value[0], EXACT, "consumer " + i);
        }
    }

    @Test
    void t32_acs5_hasKnownValuesAndPolicies() {
        MarkovModel model = Instances.named("acs5");
        JointOptimum optimum = solved(model);
        double[] prices = {0.3973842148, 0.2725825189, 0.3300332663}; // [L]
        assertArrayEquals(prices, Arrays.copyOf(optimum.equilibria().prices(), 3), EXACT);
        double[] utility = {1.5206976577, 1.7246824848, 1.7317936129}; // [N]
        assertArrayEquals(
                utility, Arrays.copyOf(model.utilities(optimum.equilibria().allocation()), 3), EXACT);
        double[] value = {20.0341782855, 20.2417967938, 19.87437327, 19.9981595085, 19.8111083491}; // [S]
        assertArrayEquals(value, Arrays.copyOf(optimum.value(), 5), EXACT);
        assertArrayEquals(new int[] {1, 0, 1, 2, 0}, policyAt(model, optimum, 0));
        assertArrayEquals(new int[] {1, 0, 0, 2, 0}, policyAt(model, optimum, 1));
        assertArrayEquals(new int[] {0, 2, 2, 0, 2}, policyAt(model, optimum, 2));
        assertEquals(19.813609615, Planning.uniform(model, optimum.reward())[0], EXACT);
        assertEquals(19.6698138925, Planning.minimum(model, optimum.reward())[0], EXACT);
        assertEquals(19.7476987588, rotating(model, optimum.reward()), EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "ces5, 33.8311981449, 33.096685272, 32.584775364",
        "lin5, 358.7655492704, 343.7319516307, 331.8918566505",
        "hand2, 4.2298453567, 3.7576725858, 3.1830127019"
    })
    void t32_t33_otherInstances_haveKnownValues(String name, double best, double uniform, double worst) {
        MarkovModel model = Instances.named(name);
        JointOptimum optimum = solved(model);
        assertEquals(best, optimum.value()[0], EXACT);
        assertEquals(uniform, Planning.uniform(model, optimum.reward())[0], EXACT);
        assertEquals(worst, Planning.minimum(model, optimum.reward())[0], EXACT);
    }

    @Test
    void t32_lin5_hasRationalRewards() {
        double[] r0 = {169 / 2.0, 320 / 3.0, 1123 / 15.0, 95, 2034 / 25.0}; // [S]
        assertArrayEquals(r0, Arrays.copyOf(solved(Instances.named("lin5")).reward(), 5), 1e-11);
    }

    @Test
    void t33_hand2_hasClosedForm() {
        MarkovModel model = Instances.named("hand2");
        JointOptimum optimum = solved(model);
        assertEquals(1.32 + 1.68 * Math.sqrt(3), optimum.value()[0], 1e-12);
        assertEquals(5.0424217531, optimum.value()[1], EXACT);
        assertArrayEquals(new int[] {0, 1}, policyAt(model, optimum, 0));
        assertArrayEquals(new int[] {0, 1}, policyAt(model, optimum, 1));
        assertArrayEquals(
                new double[] {.25, .75}, Arrays.copyOfRange(optimum.equilibria().prices(), 2, 4), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"cd5, 0.0015922504", "ces5, 0.0015618184", "acs5, 0.0005715456"})
    void t29_trade_leavesEveryConsumerBetterOff(String name, double leastGain) {
        MarkovModel model = Instances.named(name);
        double[] traded = model.utilities(solved(model).equilibria().allocation()); // [H, S, N]
        double[] alone = model.utilities(model.endowments()); // [H, S, N]
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < traded.length; k++) {
            least = Math.min(least, traded[k] - alone[k]);
        }
        assertEquals(leastGain, least, EXACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acs5", "cd5", "ces5", "lin5", "acs10", "cd10", "lm5", "hand2", "chain"})
    void t35_jointOptimum_hasNoSuboptimality(String name) {
        MarkovModel model = Instances.named(name);
        JointOptimum optimum = solved(model);
        Equilibria found = optimum.equilibria();
        SubOptimality metric = new SubOptimality(model);
        double total =
                metric.measure(Planning.probabilities(model, optimum.policy()), found.allocation(), found.prices());
        double scale = optimum.value()[0] * 1e-14;
        assertEquals(0, total, scale);
        assertEquals(0, metric.equilibriumPart(), scale);
        assertEquals(0, metric.plannerPart(), scale);
        assertEquals(0, metric.onPolicyLoss(), scale);
        assertTrue(metric.overspending() <= 1e-12);
    }

    /** Both splits are of the same total, each part non-negative, and the optimum after deviation may exceed W* (T38). */
    @Test
    void t38_splits_addUpAndTheDaggerMayExceedTheOptimum() {
        MarkovModel model = Instances.named("acs5");
        JointOptimum optimum = solved(model);
        double[] wrong = model.weights().clone(); // [H, S, N, L]
        Arrays.setAll(wrong, k -> wrong[k] * (1 + 0.5 * ((k * 7) % 3)));
        Equilibria reported = Equilibria.allocate(model.markets(), 3, 3);
        new walras.env.exchange.equilibrium.FusedEquilibriumKernel(model.preferences())
                .solve(model.markets(), wrong, model.endowments(), reported);
        double[] uniform = new double[model.markets() * 3]; // [H, S, A]
        Arrays.fill(uniform, 1 / 3.0);
        SubOptimality metric = new SubOptimality(model);
        double total = metric.measure(uniform, reported.allocation(), reported.prices());
        assertEquals(total, metric.equilibriumPart() + metric.plannerPart(), 1e-12);
        assertTrue(metric.equilibriumPart() > 0.01 && metric.plannerPart() > 0.01);
        assertTrue(metric.onPolicyLoss() > 0.01 && total - metric.onPolicyLoss() > 0);
        assertEquals(metric.onPolicyLoss(), metric.positiveLoss(), 1e-12, "nobody overspends");
        assertTrue(metric.best() > optimum.value()[0], "budgets at wrong prices can be worth more than W*");
    }

    /** The metric must see through an arbitrary deviation: compared with every planner policy and a search over bundles. */
    @Test
    void subOptimality_hand2_agreesWithEnumeration() {
        MarkovModel model = Instances.named("hand2");
        JointOptimum optimum = solved(model);
        double[] allocation = optimum.equilibria().allocation().clone(); // [H, S, N, L]
        double[] prices = optimum.equilibria().prices().clone(); // [H, S, L]
        allocation[0] = 0.4; // step 0, state A: consumer 0 moves along its budget at p = (.5, .5)
        allocation[1] = 0.6;
        double[] uniform = new double[12]; // [H, S, A]
        Arrays.fill(uniform, 0.5);
        double total = new SubOptimality(model).measure(uniform, allocation, prices);
        double played = Planning.uniform(model, model.welfare(allocation))[0];
        double best = Double.NEGATIVE_INFINITY;
        double[] value = new double[8]; // [H + 1, S]
        for (int code = 0; code < 64; code++) {
            int[] action = new int[6]; // [H, S]
            for (int k = 0; k < 6; k++) {
                action[k] = code >> k & 1;
            }
            Planning.evaluate(model, Planning.probabilities(model, action), bestRewards(model, prices), value);
            best = Math.max(best, value[0]);
        }
        assertEquals(best - played, total, 1e-6);
    }

    /** Welfare when each consumer searches its budget line on a fine grid, [H, S]. */
    private static double[] bestRewards(MarkovModel model, double[] prices /* [H, S, L] */) {
        Demand demand = new Demand(model.preferences());
        double[] reward = new double[model.markets()]; // [H, S]
        for (int k = 0; k < model.markets() * 2; k++) {
            int market = k / 2;
            double p = prices[market * 2];
            double q = prices[market * 2 + 1];
            double income = p * model.endowments()[k * 2] + q * model.endowments()[k * 2 + 1];
            double best = 0;
            for (int g = 0; g <= 2000; g++) {
                double[] bundle = {income * g / 2000 / p, income * (2000 - g) / 2000 / q}; // [L]
                best = Math.max(best, demand.utility(k % 2, model.weights(), k * 2, bundle, 0));
            }
            reward[market] += best;
        }
        return reward;
    }

    @Test
    void randomInstances_sameSeed_sameModelAndCertified() {
        RandomInstances.Size size = new RandomInstances.Size(5, 8, 3, 4, 3);
        for (Utility family : Utility.values()) {
            MarkovModel model = RandomInstances.draw(size, family, 0.5, 42);
            assertArrayEquals(
                    model.weights(), RandomInstances.draw(size, family, 0.5, 42).weights());
            assertEquals("", JointOptimum.of(model, 1e-9).flaw(model), family.id());
        }
    }

    @Test
    void linearMixture_ofItsParts_isTheModel() {
        MarkovModel model = Instances.named("lm5");
        assertArrayEquals(model.transitions(), model.mixture().mixed());
        double sum = 0;
        for (int t = 0; t < 5; t++) {
            sum += model.transitions()[t];
        }
        assertEquals(1, sum, 1e-12);
    }
}
