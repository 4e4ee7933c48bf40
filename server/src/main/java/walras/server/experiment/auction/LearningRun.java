package walras.server.experiment.auction;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.Snapshot;

/** A batch of learning societies that is played and watched: returns, credit created, and what is bid where. */
final class SocietyRun {
    private static final int KEPT = 63;

    private final Solution solution;
    private final Batch batch;
    private final int rows;
    private final int bidders;
    private final int primitives;
    private final int states;
    private final double[] bids; // [B, m]
    private final int[] worldState; // [B]
    private final int[] here; // [B] where the present bids are made
    private final double[][] seen; // [S * N][KEPT] the last bids of copies, as a ring
    private final int[] count; // [S * N]
    private double earned;
    private double created;
    private long steps;
    private long episodes;

    SocietyRun(String id, Map<String, ?> options, String policy, Map<String, ?> policyOptions, int rows, long seed) {
        Environment environment = Registry.discover().find(id);
        Economy economy = environment.economy(environment.options().resolve(options));
        solution = economy.solve();
        batch = Batch.of(economy)
                .rows(rows)
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(List.of("price", "credit_created", "environment_reward"))
                .policy("bidders", policy, policyOptions)
                .build();
        batch.reset(null, null);
        this.rows = rows;
        bids = batch.tensors().group("bidders").action("bid").f64();
        worldState = batch.tensors().privileged("world_state").i32();
        bidders = bids.length / rows;
        List<Integer> shape = table("q_star").shape(); // [S, N]
        states = shape.get(0);
        primitives = shape.get(1);
        here = new int[rows];
        seen = new double[states * primitives][KEPT];
        count = new int[states * primitives];
    }

    /** A table of the oracle. */
    Solution.Table table(String name) {
        return solution.table(name);
    }

    int states() {
        return states;
    }

    int primitives() {
        return primitives;
    }

    /** Forgets what was measured so far; the societies go on. */
    void mark() {
        earned = 0;
        created = 0;
        steps = 0;
        episodes = 0;
        Arrays.fill(count, 0);
    }

    /** Plays without watching bids: as fast as it goes. */
    void train(int count) {
        for (int step = 0; step < count; step++) {
            batch.step();
        }
    }

    /** Plays and measures. */
    void play(int count) {
        double[] reward = batch.tensors().metric("environment_reward").f64(); // [B]
        double[] credit = batch.tensors().metric("credit_created").f64(); // [B]
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        byte[] truncated = batch.tensors().truncated().u8(); // [B]
        for (int step = 0; step < count; step++) {
            System.arraycopy(worldState, 0, here, 0, rows);
            batch.step();
            for (int row = 0; row < rows; row++) {
                earned += reward[row];
                created += credit[row];
                episodes += terminated[row] | truncated[row];
                watch(row);
            }
            steps += rows;
        }
    }

    private void watch(int row) {
        int pairs = here[row] % states * primitives;
        for (int i = 0; i < bidders; i++) {
            int pair = pairs + i % primitives;
            seen[pair][count[pair]++ % KEPT] = bids[row * bidders + i];
        }
    }

    /** Mean return of the episodes that were played. */
    double returnMean() {
        return earned / Math.max(1, episodes);
    }

    /** Mean credit created per auction. */
    double createdMean() {
        return created / Math.max(1, steps);
    }

    /** The median of the last bids of each primitive in each state; NaN where none was made. Medians, because explorers bid astray. */
    double[] medianBids() { // [S, N]
        double[] medians = new double[seen.length];
        for (int pair = 0; pair < medians.length; pair++) {
            double[] last = Arrays.copyOf(seen[pair], Math.min(count[pair], KEPT)); // [kept]
            Arrays.sort(last);
            medians[pair] = last.length == 0 ? Double.NaN : last[last.length / 2];
        }
        return medians;
    }

    /** Mean distance of median bids from optimal values within the bid range, over the pairs that were seen. */
    double distance(double bidMax) {
        double[] medians = medianBids(); // [S, N]
        double[] optimal = table("q_star").values(); // [S, N]
        double sum = 0;
        int pairs = 0;
        for (int pair = 0; pair < medians.length; pair++) {
            if (!Double.isNaN(medians[pair])) {
                sum += Math.abs(medians[pair] - Math.min(Math.max(optimal[pair], 0), bidMax));
                pairs++;
            }
        }
        return sum / Math.max(1, pairs);
    }

    /** The societies as they are, weights and worlds. */
    Snapshot snapshot() {
        return batch.snapshot();
    }

    /** Goes on as somebody else's societies, in this task. */
    void adopt(Snapshot society) {
        batch.restore(society);
        batch.reset(null, null);
    }
}
