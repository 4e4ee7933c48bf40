package walras.server.experiment.stackelberg;

import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.RowWorkers;

/**
 * Trains leaders in process, one per row, and measures exactly what they commit to afterwards.
 *
 * @param id of the environment
 * @param options of the environment
 * @param policy name of the leader
 * @param policyOptions of the leader; {@code train_episodes} is added for one that learns
 * @param rows leaders that learn side by side
 * @param trainEpisodes episodes of learning, 0 for a leader that knows
 * @param testEpisodes episodes that are measured afterwards
 */
record LeaderTraining(
        String id,
        Map<String, ?> options,
        String policy,
        Map<String, ?> policyOptions,
        int rows,
        long trainEpisodes,
        int testEpisodes) {

    /**
     * What the leaders reached.
     *
     * @param value exact value of the commitment in each measured episode {@code [rows][tests]}
     * @param gap the followers' equilibrium gap in each {@code [rows][tests]}
     * @param curve mean exact value over rows while they learn {@code [points]}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(double[][] value, double[][] gap, double[] curve) {
        /** Mean over rows and measured episodes. */
        double mean() {
            return java.util.Arrays.stream(value)
                    .flatMapToDouble(java.util.Arrays::stream)
                    .average()
                    .orElse(Double.NaN);
        }

        /** The largest value of any row and episode. */
        double largest() {
            return java.util.Arrays.stream(value)
                    .flatMapToDouble(java.util.Arrays::stream)
                    .max()
                    .orElse(Double.NaN);
        }

        /** The row that did best in the first half of its measured episodes. */
        int bestRow() {
            int best = 0;
            for (int row = 1; row < value.length; row++) {
                best = earlier(value[row]) > earlier(value[best]) ? row : best;
            }
            return best;
        }

        private static double earlier(double[] episodes) { // [tests]
            return java.util.Arrays.stream(episodes, 0, episodes.length / 2)
                    .average()
                    .orElse(Double.NaN);
        }

        /** Mean over the second half of the episodes; the first half chose the row. */
        static double later(double[] episodes) { // [tests]
            return java.util.Arrays.stream(episodes, episodes.length / 2, episodes.length)
                    .average()
                    .orElse(Double.NaN);
        }
    }

    /** Points of a learning curve. */
    static final int POINTS = 25;

    static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }

    Outcome run(long seed) {
        Map<String, Object> leader = new java.util.LinkedHashMap<>(policyOptions);
        if (trainEpisodes > 0) {
            leader.put("train_episodes", trainEpisodes);
        }
        try (RowWorkers alone = new RowWorkers(1)) {
            Batch batch = Batch.of(economy(id, options))
                    .rows(rows)
                    .seed(seed)
                    .workers(alone)
                    .autoreset(AutoresetMode.SAME_STEP)
                    .metrics(List.of("leader_value", "bcce_gap"))
                    .policy("leader", policy, leader)
                    .build();
            batch.reset(null, null);
            return play(batch);
        }
    }

    private Outcome play(Batch batch) {
        double[] value = batch.tensors().metric("leader_value").f64(); // [B]
        double[] gap = batch.tensors().metric("bcce_gap").f64(); // [B]
        byte[] over = batch.tensors().terminated().u8(); // [B]
        Outcome outcome =
                new Outcome(new double[rows][testEpisodes], new double[rows][testEpisodes], new double[POINTS]);
        double[] counted = new double[POINTS];
        long[] finished = new long[rows];
        for (long missing = (trainEpisodes + testEpisodes) * rows; missing > 0; ) {
            batch.step();
            for (int row = 0; row < rows; row++) {
                if (over[row] != 0) {
                    long episode = finished[row]++;
                    if (episode < trainEpisodes) {
                        int point = (int) (episode * POINTS / trainEpisodes);
                        outcome.curve()[point] += value[row];
                        counted[point]++;
                    } else if (episode < trainEpisodes + testEpisodes) {
                        outcome.value()[row][(int) (episode - trainEpisodes)] = value[row];
                        outcome.gap()[row][(int) (episode - trainEpisodes)] = gap[row];
                    }
                    missing -= episode < trainEpisodes + testEpisodes ? 1 : 0;
                }
            }
        }
        for (int point = 0; point < POINTS; point++) {
            outcome.curve()[point] /= Math.max(1, counted[point]);
        }
        return outcome;
    }

    /** Episodes at which the points of a curve are drawn: the middles of their ranges {@code [points]}. */
    double[] episodesOfCurve() {
        double[] at = new double[POINTS];
        java.util.Arrays.setAll(at, point -> (point + .5) * trainEpisodes / POINTS);
        return at;
    }
}
