package walras.server.experiment.relatives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SearchTest {
    /** Guards the pairing of rules and rewards: rules get better, and nothing beats the largest surplus on the grid. */
    @Test
    void ruleSearch_knownCosts_improvesWithinOptimum() {
        Play play = Play.of(
                "stackelberg/pricing-platform-v0",
                Map.of("commitment", "rule", "response_steps", 3000, "exploration_decay", 2e-3));
        RuleSearch search = new RuleSearch(play, 16, 4, 40, 1);
        double first = search.improve();
        for (int generation = 0; generation < 6; generation++) {
            search.improve();
        }
        int[][] rules = {search.rule(), new int[16]}; // [rule][profile]
        double[] rewards = search.rewards(rules, 20, 99); // [rule]
        assertTrue(rewards[0] > first, "learned " + rewards[0] + ", first generation " + first);
        assertTrue(Arrays.stream(rewards).allMatch(reward -> reward <= 1.1261));
    }

    /** The same seeds give the same rewards to the same rule, wherever it stands among the others. */
    @Test
    void ruleSearch_sameRuleTwice_sameReward() {
        Play play = Play.of(
                "stackelberg/pricing-platform-v0",
                Map.of("commitment", "rule", "response_steps", 500, "cost_spread", .3));
        RuleSearch search = new RuleSearch(play, 16, 4, 8, 1);
        int[] open = new int[16]; // [profile]
        Arrays.fill(open, 3);
        double[] rewards = search.rewards(new int[][] {open, new int[16], open}, 5, 7); // [rule]
        assertEquals(rewards[0], rewards[2], 0);
        assertTrue(rewards[0] != rewards[1]);
    }

    @Test
    void leverSearch_fewGenerations_beatsModerateTax() {
        Play play = Play.of("stackelberg/taxation-v0", Map.of("variant", "dsmfg", "households", 20));
        LeverSearch search = new LeverSearch(play, 10, 3);
        search.improve();
        double first = search.bestOutput();
        for (int generation = 0; generation < 5; generation++) {
            search.improve();
        }
        assertTrue(search.bestOutput() >= first && first > 0);
        assertTrue(search.best()[4] < .5, "spending is left to the households: " + search.best()[4]);
    }
}
