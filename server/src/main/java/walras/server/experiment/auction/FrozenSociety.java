package walras.server.experiment.auction;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.server.society.SocietyFile;

/** Societies that neither learn nor explore any more: what they bid where, and what they earn. */
final class FrozenSociety {
    private static final long SEED = 7_777;

    private final Economy economy;
    private final SocietyFile society;
    private final Map<String, Object> policy;
    private final boolean drawing;
    private final List<Integer> shape; // [S, N]
    private final double[] optimal; // [S, N]

    /** @param drawing whether bids are drawn unless the policy is told to be greedy */
    FrozenSociety(Economy economy, SocietyFile society, Map<String, Object> policy, boolean drawing) {
        this.economy = economy;
        this.society = society;
        this.policy = policy;
        this.drawing = drawing;
        shape = economy.solve().borneOut().table("q_star").shape();
        optimal = economy.solve().borneOut().table("q_star").values();
    }

    private Batch batch(int perSociety, boolean greedy) {
        Map<String, Object> options = new HashMap<>(policy);
        if (drawing) {
            options.put("greedy", greedy);
        }
        Batch batch = Batch.of(economy)
                .rows(society.weights().rows() * perSociety)
                .seed(SEED)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(List.of("environment_reward"))
                .policy("bidders", society.policy(), options)
                .build();
        society.giveTo(batch);
        return batch;
    }

    /** Mean return of one episode per society with mean bids: exact where the world is deterministic and no bids tie. */
    double greedyReturn() {
        return meanReturn(batch(1, true));
    }

    /** Mean return of some episodes per society with bids as they are drawn. */
    double drawnReturn(int episodes) {
        return meanReturn(batch(episodes, false));
    }

    private static double meanReturn(Batch batch) {
        batch.reset(null, null);
        double[] reward = batch.tensors().metric("environment_reward").f64(); // [B]
        byte[] terminated = batch.tensors().terminated().u8(); // [B]
        byte[] truncated = batch.tensors().truncated().u8(); // [B]
        boolean[] over = new boolean[batch.rows()]; // [B]
        double earned = 0;
        for (int left = over.length; left > 0; ) {
            batch.step();
            for (int row = 0; row < over.length; row++) {
                if (!over[row]) {
                    earned += reward[row];
                    over[row] = (terminated[row] | truncated[row]) != 0;
                    left -= over[row] ? 1 : 0;
                }
            }
        }
        return earned / over.length;
    }

    /** The mean bid of every society's first copies in every state. */
    double[] bids() { // [societies, S, N]
        int states = shape.get(0);
        int n = shape.get(1);
        Batch batch = batch(1, true);
        int rows = batch.rows();
        double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [B, m]
        int bidders = bids.length / rows;
        double[] all = new double[rows * states * n];
        double[] start = new double[rows]; // [B]
        for (int state = 0; state < states; state++) {
            Arrays.fill(start, state);
            batch.resetOption("start_state", start);
            batch.reset(null, null);
            batch.step();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(bids, row * bidders, all, (row * states + state) * n, n);
            }
        }
        return all;
    }

    /** How far bids are from optimal values within the bid range. */
    record Distances(double largest, double mean, double best) {}

    /** Over all pairs of states in which anything is at stake; {@code best} is the mean over the optimal primitives alone. */
    Distances distances(double bidMax) {
        double[] bids = bids(); // [societies, S, N]
        double largest = 0;
        double sum = 0;
        double ofBest = 0;
        int pairs = 0;
        int states = 0;
        int n = shape.get(1);
        for (int at = 0; at < bids.length; at += n) {
            double[] values = Arrays.copyOfRange(optimal, at % optimal.length, at % optimal.length + n); // [N]
            double top = Arrays.stream(values).max().orElseThrow();
            if (Arrays.stream(values).allMatch(value -> value == 0)) {
                continue;
            }
            for (int i = 0; i < n; i++) {
                double off = Math.abs(bids[at + i] - Math.min(Math.max(values[i], 0), bidMax));
                largest = Math.max(largest, off);
                sum += off;
                pairs++;
                if (values[i] == top) {
                    ofBest += off;
                    states++;
                }
            }
        }
        return new Distances(largest, sum / pairs, ofBest / states);
    }
}
