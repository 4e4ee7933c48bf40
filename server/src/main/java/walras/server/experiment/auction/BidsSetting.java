package walras.server.experiment.auction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One society of {@link BidsExperiment}: who learns, where and by which rules. */
record BidsSetting(String learner, String world, String mechanism, int copies) {
    static final String CONSERVING = "credit-conserving-vickrey";
    static final List<String> MECHANISMS = List.of("first-price", "vickrey", CONSERVING, "environment-reward");
    static final List<String> WORLDS = List.of("bandit", "chain", "duality");
    static final String VALUE = "value-learning";
    static final String BETA = "beta";

    private static final int ROWS = 4;
    private static final int EPISODES = 64;

    private double bidMax() {
        return world.equals("duality") ? 6 : 1;
    }

    private Map<String, Object> options() {
        Map<String, Object> options = new HashMap<>();
        options.put("mechanism", mechanism);
        options.put("copies", copies);
        // With the lowest index winning ties, a society that knows nothing yet would only ever step left in the chain.
        options.put("tie_rule", "random");
        options.put("bid_max", bidMax());
        if (world.equals("duality")) {
            // Optimal values are then 5 at most, and within the bid range.
            options.put("discount", 0.9);
        }
        return options;
    }

    private int steps(boolean quick) {
        return learner.equals(BETA) ? quick ? 100_000 : 160_000 : quick ? 8_000 : 20_000;
    }

    private Map<String, Object> policy(int steps) {
        return learner.equals(BETA) ? Map.of() : exploring(mechanism, steps);
    }

    /** Options of value bidders that explore for three quarters of so many steps. */
    static Map<String, Object> exploring(String mechanism, int steps) {
        // Who outbids in a first-price society pays for it; there others win because somebody stays away.
        String exploration = mechanism.equals("first-price") ? "absence" : "outbid";
        return Map.of(
                "exploration", exploration, "epsilon", 0.5, "learning_rate", 0.5, "explore_steps", steps * 3L / 4);
    }

    /** Trains societies and freezes them: distances from optimal values, shares of the optimal return. */
    Map<String, double[]> measure(long seed, boolean quick) {
        int steps = steps(quick);
        String id = "auction/" + world + "-v0";
        LearningRun run = LearningRun.society(id, options(), learner, policy(steps), quick ? 2 : ROWS, seed);
        run.train(steps);
        FrozenSociety frozen = run.frozen();
        FrozenSociety.Distances distances = frozen.distances(bidMax());
        double best = run.table("optimal_return").scalar();
        return Map.of(
                "largest", new double[] {distances.largest()},
                "mean", new double[] {distances.mean()},
                "best", new double[] {distances.best()},
                "greedy", new double[] {frozen.greedyReturn() / best},
                "drawn", new double[] {frozen.drawnReturn(EPISODES) / best});
    }
}
