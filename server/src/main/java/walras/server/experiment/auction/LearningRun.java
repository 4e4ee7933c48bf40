package walras.server.experiment.auction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.server.society.SocietyFile;

/** A batch of learning societies, or of learning planners, that is played and watched. {@link FrozenSociety} judges what societies have learned. */
final class LearningRun {
    private final Environment environment;
    private final Options options;
    private final String group;
    private final String policy;
    private final Map<String, Object> policyOptions;
    private final Economy economy;
    private final Solution solution;
    private final Batch batch;
    private final int rows;
    private final double[] reward; // [B]
    private final double[] credit; // [B], empty where nobody pays
    private double earned;
    private double created;
    private double createdLargest;
    private long steps;
    private long episodes;

    private LearningRun(
            String id,
            Map<String, ?> given,
            String group,
            String policy,
            Map<String, ?> policyOptions,
            int rows,
            long seed) {
        environment = Registry.discover().find(id);
        Map<String, Object> all = new HashMap<>(given);
        all.put("control", group);
        options = environment.options().resolve(all);
        economy = environment.economy(options);
        solution = economy.solve().borneOut();
        this.group = group;
        this.policy = policy;
        this.policyOptions = new HashMap<>(policyOptions);
        this.rows = rows;
        boolean market = group.equals("bidders");
        batch = Batch.of(economy)
                .rows(rows)
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(market ? List.of("credit_created", "environment_reward") : List.of())
                .policy(group, policy, policyOptions)
                .build();
        batch.reset(null, null);
        reward = market
                ? batch.tensors().metric("environment_reward").f64()
                : batch.tensors().group(group).reward().f64();
        credit = market ? batch.tensors().metric("credit_created").f64() : new double[0];
    }

    /** Societies, one per row. */
    static LearningRun society(
            String id, Map<String, ?> options, String policy, Map<String, ?> policyOptions, int rows, long seed) {
        return new LearningRun(id, options, "bidders", policy, policyOptions, rows, seed);
    }

    /** Monolithic Q-learners, one per row. */
    static LearningRun planner(String id, Map<String, ?> options, Map<String, ?> policyOptions, int rows, long seed) {
        return new LearningRun(id, options, "planner", "planner-learning", policyOptions, rows, seed);
    }

    /** A table of the oracle. */
    Solution.Table table(String name) {
        return solution.table(name);
    }

    /** Plays without watching: as fast as it goes. */
    void train(int count) {
        for (int step = 0; step < count; step++) {
            batch.step();
        }
    }

    /** Plays, and measures these steps. */
    void play(int count) {
        earned = 0;
        created = 0;
        steps = (long) count * rows;
        episodes = 0;
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        byte[] truncated = batch.tensors().truncated().u8(); // [B]
        for (int step = 0; step < count; step++) {
            batch.step();
            for (int row = 0; row < rows; row++) {
                earned += reward[row];
                created += credit.length == 0 ? 0 : credit[row];
                createdLargest = Math.max(createdLargest, credit.length == 0 ? 0 : Math.abs(credit[row]));
                episodes += terminated[row] | truncated[row];
            }
        }
    }

    /** Mean returns of the episodes of some windows, one after another. */
    double[] curve(int windows, int windowSteps) { // [windows]
        double[] returns = new double[windows];
        for (int window = 0; window < windows; window++) {
            play(windowSteps);
            returns[window] = returnMean();
        }
        return returns;
    }

    /** Mean return of the episodes that were played. */
    double returnMean() {
        return earned / Math.max(1, episodes);
    }

    /** Mean credit created per auction. */
    double createdMean() {
        return created / Math.max(1, steps);
    }

    /** The most credit that one auction has created or destroyed in all of the play that was measured. */
    double createdLargest() {
        return createdLargest;
    }

    /** The societies as they are now, for good: they neither learn nor explore. */
    FrozenSociety frozen() {
        Map<String, Object> still = new HashMap<>(policyOptions);
        still.put("learning_rate", 0.0);
        boolean drawing = policy.equals("beta");
        if (!drawing) {
            still.put("epsilon", 0.0);
        }
        return new FrozenSociety(economy, learned(), still, drawing);
    }

    /** What they have learned so far. */
    SocietyFile learned() {
        return SocietyFile.of(environment, options, batch, group, policy, policyOptions);
    }

    /** Goes on as somebody else, in this task. */
    void adopt(SocietyFile other) {
        other.giveTo(batch);
    }
}
