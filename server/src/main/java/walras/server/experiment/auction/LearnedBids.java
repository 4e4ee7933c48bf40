package walras.server.experiment.auction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.Space;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.RowWorkers;

/**
 * Bidders of {@code auction/sealed-bid-v0} that learn against each other, and what they bid, earn and pay in the last quarter of
 * their auctions. Their rule is the mean bid of each cell of signals, joined by lines at the cells' edges, and its gain by best
 * replies is the oracle's, not a sample's.
 *
 * @param patience how many times as many auctions as others it takes: a cell learns from a sample of the others' bids, and what best
 *     replies gain falls about with the root of the auctions
 */
record LearnedBids(String label, Map<String, Object> options, int patience) {
    private static final String ID = "auction/sealed-bid-v0";
    static final int CELLS = 40;
    private static final int GRID = 101;
    private static final double RATE = 2;

    LearnedBids(String label, Map<String, Object> options) {
        this(label, options, 1);
    }

    private static Environment environment() {
        return Registry.discover().find(ID);
    }

    /** The oracle's answer, with these bids as strategy where there are any. */
    Solution solution(List<List<Double>> strategy) {
        Map<String, Object> all = new HashMap<>(options);
        if (!strategy.isEmpty()) {
            all.put("strategy", strategy);
        }
        all.put("oracle_points", CELLS + 1);
        Environment environment = environment();
        return environment.economy(environment.options().resolve(all)).solve().borneOut();
    }

    /**
     * Learns in one world of a seed, {@code patience} times so many auctions: utility [bidders], revenue [1], nash_conv [1], and
     * bids [bidders, cells + 1].
     */
    Map<String, double[]> learn(long seed, int each) {
        int auctions = each * patience;
        Environment environment = environment();
        Map<String, Object> all = new HashMap<>(options);
        all.put("rounds", 1_000_000);
        Batch batch = Batch.of(environment.economy(environment.options().resolve(all)))
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .workers(RowWorkers.none())
                .metrics(List.of("revenue"))
                .policy("bidders", "hedge", Map.of("cells", CELLS, "bids", GRID, "learning_rate", RATE))
                .build();
        batch.reset(null, null);
        int n = batch.tensors().group("bidders").group().agents();
        double[] ends = signals(solution(List.of()), n); // [bidders, 2]
        double[] utility = new double[n]; // [bidders]
        double[] sums = new double[n * CELLS]; // [bidders, cells]
        int[] counts = new int[n * CELLS]; // [bidders, cells]
        double revenue = 0;
        int measured = auctions / 4;
        double[] signal = batch.tensors().group("bidders").observation("signal").f64(); // [1, bidders]
        double[] seen = new double[n]; // [bidders]
        for (int t = 0; t < auctions; t++) {
            System.arraycopy(signal, 0, seen, 0, n);
            batch.step();
            for (int i = 0; i < n && t >= auctions - measured; i++) {
                double share = (seen[i] - ends[2 * i]) / (ends[2 * i + 1] - ends[2 * i]);
                int cell = i * CELLS + Math.min(CELLS - 1, (int) (share * CELLS));
                sums[cell] += batch.tensors().group("bidders").action("bid").f64()[i];
                counts[cell]++;
                utility[i] += batch.tensors().group("bidders").reward().f64()[i] / measured;
            }
            revenue +=
                    t >= auctions - measured ? batch.tensors().metric("revenue").f64()[0] / measured : 0;
        }
        List<List<Double>> rules = rules(n, sums, counts, highest(batch));
        Map<String, double[]> found = new LinkedHashMap<>();
        found.put("utility", utility);
        found.put("revenue", new double[] {revenue});
        found.put("nash_conv", solution(rules).table("nash_conv").values());
        found.put(
                "bids",
                rules.stream()
                        .flatMap(List::stream)
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        return found;
    }

    private static double highest(Batch batch) {
        Group bidders = batch.tensors().group("bidders").group();
        Space.Box bids = (Space.Box) bidders.actions().get(0).space();
        return bids.high().get(0);
    }

    private static double[] signals(Solution solution, int n) { // -> [bidders, 2]
        double[] at = solution.table("signal").values(); // [bidders, points]
        int points = at.length / n;
        double[] ends = new double[2 * n]; // [bidders, 2]
        for (int i = 0; i < n; i++) {
            ends[2 * i] = at[i * points];
            ends[2 * i + 1] = at[(i + 1) * points - 1];
        }
        return ends;
    }

    private static List<List<Double>> rules(int n, double[] sums, int[] counts, double most) { // [bidders, cells] each
        List<List<Double>> rules = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] means = new double[CELLS]; // [cells]
            for (int k = 0; k < CELLS; k++) {
                means[k] = sums[i * CELLS + k] / counts[i * CELLS + k];
            }
            rules.add(Arrays.stream(rising(edges(means)))
                    .map(bid -> Math.min(bid, most))
                    .boxed()
                    .toList());
        }
        return rules;
    }

    /** Half-way between cells inside, on the same line beyond the outermost. */
    private static double[] edges(double[] means) { // [cells] -> [cells + 1]
        int last = means.length;
        double[] edges = new double[last + 1]; // [cells + 1]
        for (int k = 1; k < last; k++) {
            edges[k] = (means[k - 1] + means[k]) / 2;
        }
        edges[0] = Math.max(0, 2 * means[0] - edges[1]);
        edges[last] = Math.max(edges[last - 1], 2 * means[last - 1] - edges[last - 1]);
        return edges;
    }

    /** The nearest bids, in squares, that never fall: neighbours that do share their mean. */
    static double[] rising(double[] bids) { // [k] -> [k]
        double[] level = new double[bids.length]; // [blocks]
        int[] size = new int[bids.length]; // [blocks]
        int blocks = 0;
        for (double bid : bids) {
            level[blocks] = bid;
            size[blocks++] = 1;
            while (blocks > 1 && level[blocks - 2] > level[blocks - 1]) {
                int both = size[blocks - 2] + size[blocks - 1];
                level[blocks - 2] =
                        (level[blocks - 2] * size[blocks - 2] + level[blocks - 1] * size[blocks - 1]) / both;
                size[--blocks - 1] = both;
            }
        }
        double[] rising = new double[bids.length]; // [k]
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(rising, at, at + size[block], level[block]);
            at += size[block];
        }
        return rising;
    }
}
