package walras.tournament.rating;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.store.MatchResult;

/**
 * Sums of what was earned, block by block: each entrant's own, each with each other, and who earned more at the same table.
 * Results have to come in the order of the plan, so that sums are the same however many were played at once.
 */
public final class Ledger {
    private final Tournament tournament;
    private final Plan plan;
    private final BlockMap blocks;
    private final int n;
    private final Map<Long, Integer> seedIndex = new HashMap<>();

    final double[][] earned; // [n][blocks]
    final double[][] earnedCount; // [n][blocks] worlds times tables
    final double[][][] pair; // [n][n][blocks] of the first where the second sat as well
    final double[][][] pairCount; // [n][n][blocks]
    final double[][][] wins; // [n][n][blocks] of the first over the second; a tie is a half
    final PlackettLuce plackettLuce;
    private final List<Map<String, Integer>> faults = new ArrayList<>(); // [n]
    private final int[] matches; // [n]
    private final List<Map<String, MetricSums>> metrics = new ArrayList<>(); // [settings]
    private int played;

    private String world = ""; // the setting and seed whose tables are open
    private final Map<String, Table> open = new LinkedHashMap<>(); // by table

    /** Sum and count of a metric, of all matches and of those of each entrant. */
    static final class MetricSums {
        double sum;
        int count;
        final double[] sums; // [n]
        final int[] counts; // [n]

        MetricSums(int n) {
            sums = new double[n];
            counts = new int[n];
        }
    }

    /** What those who are compared have earned in each row of one world. */
    private static final class Table {
        final Match match;
        final Map<Integer, double[]> sums = new TreeMap<>(); // by entrant, [rows]
        final Map<Integer, Integer> counts = new HashMap<>();

        Table(Match match) {
            this.match = match;
        }

        void add(int entrant, double[] payoffs) { // [rows]
            double[] sum = sums.computeIfAbsent(entrant, any -> new double[payoffs.length]);
            for (int row = 0; row < payoffs.length; row++) {
                sum[row] += payoffs[row];
            }
            counts.merge(entrant, 1, Integer::sum);
        }

        double[] means(int entrant) { // -> [rows]
            double[] means = Objects.requireNonNull(sums.get(entrant)).clone();
            int count = Objects.requireNonNull(counts.get(entrant));
            for (int row = 0; row < means.length; row++) {
                means[row] /= count;
            }
            return means;
        }
    }

    public Ledger(Tournament tournament, Plan plan) {
        this.tournament = tournament;
        this.plan = plan;
        blocks = new BlockMap(tournament);
        n = tournament.entrants().size();
        for (int k = 0; k < tournament.seeds().size(); k++) {
            seedIndex.put(tournament.seeds().get(k), k);
        }
        int count = blocks.blocks();
        earned = new double[n][count];
        earnedCount = new double[n][count];
        pair = new double[n][n][count];
        pairCount = new double[n][n][count];
        wins = new double[n][n][count];
        plackettLuce = new PlackettLuce(n);
        matches = new int[n];
        tournament.entrants().forEach(entrant -> faults.add(new TreeMap<>()));
        tournament.settings().forEach(setting -> metrics.add(new TreeMap<>()));
    }

    /** Takes a match in. */
    public void add(MatchResult result) {
        Match match = plan.match(result.match());
        String where = match.setting().index() + "/" + match.seed();
        if (!where.equals(world)) {
            closeTables();
            world = where;
        }
        played++;
        List<Integer> seating = match.pairing().seating();
        addMetrics(match, result, seating);
        Table table = open.computeIfAbsent(match.pairing().table(), any -> new Table(match));
        for (int seat = 0; seat < seating.size(); seat++) {
            int entrant = seating.get(seat);
            matches[entrant]++;
            for (Map.Entry<String, Integer> fault : result.faults().get(seat).entrySet()) {
                faults.get(entrant).merge(fault.getKey(), fault.getValue(), Integer::sum);
            }
            if (match.pairing().counted().get(seat)) {
                table.add(entrant, result.payoffs().get(seat));
                addEarned(match, seat, result.payoffs().get(seat));
            }
        }
    }

    private void addEarned(Match match, int seat, double[] payoffs) { // [rows]
        List<Integer> seating = match.pairing().seating();
        int entrant = seating.get(seat);
        int seed = Objects.requireNonNull(seedIndex.get(match.seed()));
        for (int row = 0; row < payoffs.length; row++) {
            int block = blocks.block(match.setting().index(), seed, row);
            earned[entrant][block] += payoffs[row];
            earnedCount[entrant][block]++;
            for (int other = 0; other < seating.size(); other++) {
                if (other != seat) {
                    pair[entrant][seating.get(other)][block] += payoffs[row];
                    pairCount[entrant][seating.get(other)][block]++;
                }
            }
        }
    }

    private void addMetrics(Match match, MatchResult result, List<Integer> seating) {
        Map<String, MetricSums> sums = metrics.get(match.setting().index());
        result.metrics().forEach((name, value) -> {
            MetricSums sum = sums.computeIfAbsent(name, any -> new MetricSums(n));
            sum.sum += value;
            sum.count++;
            seating.stream().distinct().forEach(entrant -> {
                sum.sums[entrant] += value;
                sum.counts[entrant]++;
            });
        });
    }

    /** Every match was taken in. */
    public Ledger end() {
        closeTables();
        return this;
    }

    private void closeTables() {
        open.values().forEach(this::compare);
        open.clear();
    }

    private void compare(Table table) {
        List<Integer> members = List.copyOf(table.sums.keySet());
        if (members.size() < 2) {
            return;
        }
        double[][] means = members.stream().map(table::means).toArray(double[][]::new); // [members][rows]
        int setting = table.match.setting().index();
        int seed = Objects.requireNonNull(seedIndex.get(table.match.seed()));
        int rows = table.match.setting().rows();
        for (int row = 0; row < rows; row++) {
            int block = blocks.block(setting, seed, row);
            for (int i = 0; i < means.length; i++) {
                for (int j = 0; j < means.length; j++) {
                    if (i != j) {
                        wins[members.get(i)][members.get(j)][block] += score(means[i][row], means[j][row]);
                    }
                }
            }
        }
        rate(members, means, rows);
    }

    /** One game of all: by what each earned over the rows, so that a match of many rows counts once. */
    private void rate(List<Integer> members, double[][] means, int rows) { // means [members][rows]
        double[] totals = new double[members.size()]; // [members]
        for (int k = 0; k < totals.length; k++) {
            for (double value : means[k]) {
                totals[k] += value / rows;
            }
        }
        plackettLuce.game(members.stream().mapToInt(Integer::intValue).toArray(), totals);
    }

    private static double score(double mine, double theirs) {
        return mine > theirs ? 1 : mine == theirs ? 0.5 : 0;
    }

    Tournament tournament() {
        return tournament;
    }

    BlockMap blocks() {
        return blocks;
    }

    int entrants() {
        return n;
    }

    int played() {
        return played;
    }

    int planned() {
        return plan.matches().size();
    }

    int matches(int entrant) {
        return matches[entrant];
    }

    Map<String, Integer> faults(int entrant) {
        return faults.get(entrant);
    }

    Map<String, MetricSums> metrics(int setting) {
        return metrics.get(setting);
    }
}
