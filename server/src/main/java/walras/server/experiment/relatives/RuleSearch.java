package walras.server.experiment.relatives;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import walras.env.batch.Batch;

/**
 * Searches display rules by cross-entropy: each price profile has a distribution over answers; a generation samples
 * rules, plays each for an episode, and moves every distribution towards the answers of the best rules.
 */
final class RuleSearch {
    private static final double STEP = .35;
    private static final double LEAST = .01;
    private static final int REPLICATES = 6;

    private final Play play;
    private final int profiles;
    private final int answers;
    private final int population;
    private final SplittableRandom random;
    private final double[] odds; // [profile, answer]
    private int generation;

    RuleSearch(Play play, int profiles, int answers, int population, long seed) {
        this.play = play;
        this.profiles = profiles;
        this.answers = answers;
        this.population = population;
        this.random = new SplittableRandom(seed);
        this.odds = new double[profiles * answers];
        Arrays.fill(odds, 1.0 / answers);
        this.generation = 0;
    }

    /** One generation; returns the mean reward of its rules. */
    double improve() {
        int[][] rules = new int[population][profiles]; // [rule][profile]
        for (int[] rule : rules) {
            Arrays.setAll(rule, this::sample);
        }
        for (int cap = 0; generation == 0 && cap < answers; cap++) {
            Arrays.fill(rules[cap], cap); // the fixed caps are where the search starts
        }
        generation++;
        double[] rewards = rewards(rules, REPLICATES, random.nextLong()); // [rule]
        int elite = population / 5;
        List<Integer> best = IntStream.range(0, population)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -rewards[k]))
                .limit(elite)
                .toList();
        for (int profile = 0; profile < profiles; profile++) {
            for (int answer = 0; answer < answers; answer++) {
                int wanted = answer;
                int at = profile;
                double share = best.stream().filter(k -> rules[k][at] == wanted).count() / (double) elite;
                int cell = profile * answers + answer;
                odds[cell] = Math.max(LEAST, (1 - STEP) * odds[cell] + STEP * share);
            }
        }
        return Arrays.stream(rewards).average().orElse(0);
    }

    private int sample(int profile) {
        double total = 0;
        for (int answer = 0; answer < answers; answer++) {
            total += odds[profile * answers + answer];
        }
        double left = random.nextDouble() * total;
        for (int answer = 0; answer < answers; answer++) {
            left -= odds[profile * answers + answer];
            if (left < 0) {
                return answer;
            }
        }
        return answers - 1;
    }

    /** The likeliest answer to every profile. */
    int[] rule() { // [profile]
        int[] rule = new int[profiles];
        for (int profile = 0; profile < profiles; profile++) {
            for (int answer = 1; answer < answers; answer++) {
                boolean likelier = odds[profile * answers + answer] > odds[profile * answers + rule[profile]];
                rule[profile] = likelier ? answer : rule[profile];
            }
        }
        return rule;
    }

    /** Each rule's mean reward over episodes that are the same for all rules: same costs, same exploration. */
    double[] rewards(int[][] rules, int replicates, long seed) { // [rule][profile] -> [rule]
        long[] seeds = new long[rules.length * replicates]; // [B]
        Arrays.setAll(seeds, row -> seed + row % replicates);
        Batch batch = play.open(seeds, List.of());
        int[] action = batch.tensors().group("leader").actions().get(0).i32(); // [B, 1, profile]
        for (int row = 0; row < seeds.length; row++) {
            System.arraycopy(rules[row / replicates], 0, action, row * profiles, profiles);
        }
        batch.step();
        double[] paid = batch.tensors().group("leader").reward().f64(); // [B]
        double[] means = new double[rules.length]; // [rule]
        for (int row = 0; row < paid.length; row++) {
            means[row / replicates] += paid[row] / replicates;
        }
        return means;
    }
}
