package walras.tournament.rating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Turns a ledger into results. */
public final class Scoring {
    private static final long WORK = 200_000_000; // additions of the bootstrap
    private static final int MOST_SAMPLES = 1000;
    private static final int LEAST_SAMPLES = 100;
    private static final double NORMAL = 1.959964; // the 97.5% quantile

    private final Ledger ledger;
    private final int n;
    private final int[] from; // [settings + 1]
    private final Bootstrap bootstrap;
    private final boolean[] ranked; // [n]

    private Scoring(Ledger ledger) {
        this.ledger = ledger;
        n = ledger.entrants();
        from = IntStream.rangeClosed(0, ledger.blocks().settings())
                .map(k -> ledger.blocks().first(k))
                .toArray();
        long each = (long) n * n * from[from.length - 1];
        bootstrap = new Bootstrap((int) Math.max(LEAST_SAMPLES, Math.min(MOST_SAMPLES, WORK / each)), from);
        ranked = new boolean[n];
        for (int i = 0; i < n; i++) {
            ranked[i] = Arrays.stream(ledger.earnedCount[i]).sum() > 0;
        }
    }

    public static Results of(Ledger ledger) {
        return new Scoring(ledger).results();
    }

    private Results results() {
        double[][] own = new double[n][]; // [n][blocks]
        double[][] means = new double[n][]; // [n][3]
        for (int i = 0; i < n; i++) {
            own[i] = ratio(ledger.earned[i], ledger.earnedCount[i]);
            means[i] = PairedTests.mean(own[i], from);
        }
        double[][] p = tests(own);
        Results.Matrix payoff = payoff();
        List<Integer> order = IntStream.range(0, n)
                .filter(i -> ranked[i])
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -means[i][0]).thenComparing(i -> i))
                .toList();
        boolean table = ledger.tournament().settings().get(0).seats().size() > 2;
        List<Results.Standing> entrants = standings(means, p, order, table);
        return new Results(
                ledger.tournament(),
                ledger.planned(),
                ledger.played(),
                order,
                entrants,
                payoff,
                alphaRank(payoff.mean(), means),
                table ? "openskill" : "bradley-terry",
                p,
                settings(own));
    }

    private static double[] ratio(double[] sums, double[] counts) { // [blocks] -> [blocks]
        double[] ratio = new double[sums.length];
        for (int b = 0; b < sums.length; b++) {
            ratio[b] = counts[b] > 0 ? sums[b] / counts[b] : Double.NaN;
        }
        return ratio;
    }

    private double[][] tests(double[][] own) { // [n][blocks] -> [n][n]
        List<int[]> pairs = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                if (ranked[i] && ranked[j]) {
                    double[] difference = new double[own[i].length];
                    for (int b = 0; b < difference.length; b++) {
                        difference[b] = own[i][b] - own[j][b];
                    }
                    pairs.add(new int[] {i, j});
                    values.add(PairedTests.pValue(PairedTests.mean(difference, from)));
                }
            }
        }
        double[] corrected = PairedTests.holm(
                values.stream().mapToDouble(Double::doubleValue).toArray());
        double[][] p = new double[n][n];
        for (double[] row : p) {
            Arrays.fill(row, Double.NaN);
        }
        for (int k = 0; k < corrected.length; k++) {
            p[pairs.get(k)[0]][pairs.get(k)[1]] = corrected[k];
            p[pairs.get(k)[1]][pairs.get(k)[0]] = corrected[k];
        }
        return p;
    }

    private Results.Matrix payoff() {
        double[][][] cells = new double[3][n][n]; // mean, low, high
        boolean alone = ledger.tournament().settings().get(0).seats().size() == 1;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                // With one seat nobody sits beside anybody: everybody's own payoff stands in all columns but its own.
                double[] sums = alone ? ledger.earned[i] : ledger.pair[i][j];
                double[] counts = alone ? ledger.earnedCount[i] : ledger.pairCount[i][j];
                boolean none = (alone && i == j) || Arrays.stream(counts).sum() == 0;
                double[] interval = none ? new double[] {Double.NaN, Double.NaN} : interval(sums, counts);
                cells[0][i][j] = none ? Double.NaN : PairedTests.mean(ratio(sums, counts), from)[0];
                cells[1][i][j] = interval[0];
                cells[2][i][j] = interval[1];
            }
        }
        return new Results.Matrix(cells[0], cells[1], cells[2]);
    }

    private double[] interval(double[] sums, double[] counts) { // [blocks], [blocks] -> [2]
        double[] values = new double[bootstrap.samples()];
        for (int s = 0; s < values.length; s++) {
            int[] draws = bootstrap.sample(s); // [blocks]
            double mean = 0;
            int settings = 0;
            for (int k = 0; k + 1 < from.length; k++) {
                double sum = 0;
                double count = 0;
                for (int b = from[k]; b < from[k + 1]; b++) {
                    sum += draws[b] * sums[b];
                    count += draws[b] * counts[b];
                }
                if (count > 0) {
                    mean += sum / count;
                    settings++;
                }
            }
            values[s] = settings > 0 ? mean / settings : Double.NaN;
        }
        return Bootstrap.interval(values);
    }

    private double[][] wins(int[] draws) { // [blocks] -> [n][n]
        double[][] wins = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int b = 0; b < draws.length; b++) {
                    wins[i][j] += draws[b] * ledger.wins[i][j][b];
                }
            }
        }
        return wins;
    }

    private List<Results.Standing> standings(double[][] means, double[][] p, List<Integer> order, boolean table) {
        int[] once = new int[from[from.length - 1]];
        Arrays.fill(once, 1);
        double[][] all = wins(once); // [n][n]
        double[] elo = BradleyTerry.elo(all);
        double[][] spread = new double[n][bootstrap.samples()];
        for (int s = 0; s < bootstrap.samples() && !table; s++) {
            double[] sample = BradleyTerry.elo(wins(bootstrap.sample(s)));
            for (int i = 0; i < n; i++) {
                spread[i][s] = sample[i];
            }
        }
        double[] mu = ledger.plackettLuce.mu();
        double[] sigma = ledger.plackettLuce.sigma();
        int[] ranks = ranks(order, p);
        List<Results.Standing> standings = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] interval = table
                    ? new double[] {mu[i] - NORMAL * sigma[i], mu[i] + NORMAL * sigma[i]}
                    : Bootstrap.interval(spread[i]);
            int better = 0;
            int worse = 0;
            for (int j = 0; j < n; j++) {
                boolean differ = i != j && p[i][j] < Results.LEVEL;
                better += differ && means[j][0] > means[i][0] ? 1 : 0;
                worse += differ && means[j][0] < means[i][0] ? 1 : 0;
            }
            boolean known = ranked[i] && Arrays.stream(all[i]).sum() + sumTo(all, i) > 0;
            standings.add(new Results.Standing(
                    ledger.tournament().entrants().get(i).name(),
                    ranked[i],
                    means[i][0],
                    means[i][1],
                    !known ? Double.NaN : table ? mu[i] : elo[i],
                    known ? interval[0] : Double.NaN,
                    known ? interval[1] : Double.NaN,
                    known ? elo[i] : Double.NaN,
                    mu[i],
                    sigma[i],
                    ranks[i],
                    ranked[i] ? better + 1 : 0,
                    ranked[i] ? order.size() - worse : 0,
                    ledger.matches(i),
                    ledger.faults(i)));
        }
        return standings;
    }

    private static double sumTo(double[][] wins, int i) {
        double sum = 0;
        for (double[] row : wins) {
            sum += row[i];
        }
        return sum;
    }

    /** From the best down: whoever cannot be told from the first of a rank shares it. */
    private int[] ranks(List<Integer> order, double[][] p) { // -> [n]
        int[] ranks = new int[n];
        int first = 0; // place of the first of the present rank
        for (int place = 0; place < order.size(); place++) {
            if (place > 0 && p[order.get(place)][order.get(first)] < Results.LEVEL) {
                first = place;
            }
            ranks[order.get(place)] = first + 1;
        }
        return ranks;
    }

    /** Where two never met, each has what it earns anyway: without interaction the better one takes over. */
    private double[] alphaRank(double[][] mean, double[][] means) { // [n][n], [n][3] -> [n]
        List<Integer> in = IntStream.range(0, n).filter(i -> ranked[i]).boxed().toList();
        double[] mass = new double[n];
        if (in.isEmpty()) {
            return mass;
        }
        double[][] game = new double[in.size()][in.size()];
        for (int i = 0; i < game.length; i++) {
            for (int j = 0; j < game.length; j++) {
                double met = mean[in.get(i)][in.get(j)];
                game[i][j] = Double.isNaN(met) ? means[in.get(i)][0] : met;
            }
        }
        double[] masses = AlphaRank.ofScaled(game);
        for (int i = 0; i < masses.length; i++) {
            mass[in.get(i)] = masses[i];
        }
        return mass;
    }

    private List<Results.SettingResult> settings(double[][] own) {
        List<Results.SettingResult> all = new ArrayList<>();
        for (int k = 0; k < ledger.blocks().settings(); k++) {
            int[] part = {from[k], from[k + 1]};
            double[] payoffs = new double[n];
            for (int i = 0; i < n; i++) {
                payoffs[i] = PairedTests.mean(own[i], part)[0];
            }
            Map<String, Double> metrics = new TreeMap<>();
            List<Map<String, Double>> metricsOf = new ArrayList<>();
            IntStream.range(0, n).forEach(i -> metricsOf.add(new TreeMap<>()));
            ledger.metrics(k).forEach((name, sums) -> {
                metrics.put(name, sums.sum / sums.count);
                for (int i = 0; i < n; i++) {
                    if (sums.counts[i] > 0) {
                        metricsOf.get(i).put(name, sums.sums[i] / sums.counts[i]);
                    }
                }
            });
            all.add(new Results.SettingResult(k, payoffs, metrics, metricsOf));
        }
        return all;
    }
}
