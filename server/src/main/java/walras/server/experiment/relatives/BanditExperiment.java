package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import walras.env.Solution;
import walras.env.batch.Batch;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** What a follower gains by manipulating a leader that learns. */
@AutoService(Experiment.class)
public final class BanditExperiment implements Experiment {
    private static final String ID = "stackelberg/bandit-v0";
    private static final String[][] PAIRS = {{"exp3", "ucb"}, {"ucbe", "ucb"}, {"exp3", "fbm"}, {"ucbe", "fmucb"}};

    @Override
    public String name() {
        return "stackelberg-bandit";
    }

    @Override
    public String claim() {
        return "A follower that sees the leader's rewards steers it to the follower's best manipulation and gains on"
                + " replying best (Yu and Chen, UAI 2024; +.22 and +.3 in one game each, +.109 over random games).";
    }

    @Override
    public int seeds() {
        return 40;
    }

    @Override
    public int quickSeeds() {
        return 16;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int rounds = context.quick() ? 50_000 : 200_000;
        int games = context.quick() ? 2_000 : 20_000;
        List<SeedResult> exact = context.perSeed("exact " + games, seed -> exact(seed, games / context.seeds()));
        List<SeedResult> plays = context.perSeed("random games " + rounds, seed -> play(seed, rounds));
        List<SeedResult> table = context.perSeed("table 1", seed -> tableOne(seed));
        return Findings.of(
                        gain("fbm over ucb", plays, "exp3 fbm", "exp3 ucb"),
                        gain("fmucb over ucb", plays, "ucbe fmucb", "ucbe ucb"),
                        Finding.near(
                                        "The best manipulation gains .1092 on average over random 5 x 5 games.",
                                        "follower's exact gain",
                                        Interval.ofMean(SeedResult.last(exact, "gain")),
                                        .1092,
                                        .02)
                                .against(Target.OWN_SIMULATION),
                        Finding.near(
                                        "EXP3 against FBM on table 1 ends at the manipulation (.929 over 100,000 rounds).",
                                        "follower's mean reward",
                                        Interval.ofMean(SeedResult.last(table, "fbm")),
                                        .929,
                                        .02)
                                .against(Target.OWN_SIMULATION),
                        Finding.near(
                                        "EXP3 against UCB on table 1 ends at the equilibrium (.277 over 100,000 rounds).",
                                        "leader's mean reward",
                                        Interval.ofMean(SeedResult.last(table, "ucb")),
                                        .277,
                                        .01)
                                .against(Target.OWN_SIMULATION),
                        Finding.near(
                                        "UCBE against FMUCB on table 1 nears the manipulation (.899 over 100,000 rounds).",
                                        "follower's mean reward",
                                        Interval.ofMean(SeedResult.last(table, "fmucb")),
                                        .899,
                                        .02)
                                .against(Target.OWN_SIMULATION),
                        Finding.near(
                                        "UCB against UCB stays at the wrong commitment of table 2 (theorem 1: .9484).",
                                        "leader's mean reward",
                                        Interval.ofMean(SeedResult.last(table, "trap")),
                                        .9484,
                                        .003)
                                .against(Target.OWN_SIMULATION))
                .withTable(csv(plays))
                .withFigure(figure(plays));
    }

    private static Finding gain(String what, List<SeedResult> plays, String cunning, String honest) {
        double[] difference = SeedResult.last(plays, cunning + " follower"); // [seeds]
        double[] base = SeedResult.last(plays, honest + " follower"); // [seeds]
        Arrays.setAll(difference, k -> difference[k] - base[k]);
        return Finding.above(
                "Manipulation pays the follower: " + what + ".",
                "gain in the follower's mean reward, last tenth, random 5 x 5 games",
                Interval.ofMean(difference),
                0);
    }

    private static Map<String, double[]> exact(long seed, int games) {
        double gain = 0;
        for (int k = 0; k < games; k++) {
            Solution solution = Play.of(ID, Map.of("game", "random", "game_seed", seed * games + k))
                    .economy()
                    .solve()
                    .borneOut();
            gain += solution.table("manipulation_follower_value").scalar()
                    - solution.table("follower_value").scalar();
        }
        return Map.of("gain", new double[] {gain / games});
    }

    private static Map<String, double[]> play(long seed, int rounds) {
        Map<String, double[]> results = new LinkedHashMap<>();
        for (String[] pair : PAIRS) {
            Map<String, Object> options =
                    Map.of("game", "random", "game_seed", seed, "follower", pair[1], "horizon", rounds);
            double[] late = late(options, pair[0], rounds, rounds / 10, seed); // [leader, follower]
            results.put(pair[0] + " " + pair[1] + " leader", new double[] {late[0]});
            results.put(pair[0] + " " + pair[1] + " follower", new double[] {late[1]});
        }
        return results;
    }

    private static Map<String, double[]> tableOne(long seed) {
        int rounds = 100_000;
        Map<String, Object> fbm = Map.of("follower", "fbm", "horizon", rounds);
        Map<String, Object> ucb = Map.of("follower", "ucb", "horizon", rounds);
        Map<String, Object> fmucb = Map.of("follower", "fmucb", "horizon", rounds);
        Map<String, Object> trap = Map.of("game", "table-2", "follower", "ucb", "horizon", rounds);
        return Map.of(
                "fbm", new double[] {late(fbm, "exp3", rounds, rounds, seed)[1]},
                "ucb", new double[] {late(ucb, "exp3", rounds, rounds, seed)[0]},
                "fmucb", new double[] {late(fmucb, "ucbe", rounds, rounds, seed)[1]},
                "trap", new double[] {late(trap, "ucb", rounds, rounds, seed)[0]});
    }

    /** Mean expected rewards of leader and follower over the last {@code window} rounds. */
    private static double[] late(Map<String, Object> options, String leader, int rounds, int window, long seed) {
        Batch batch = Play.of(ID, options).batch(1, seed, leader, Map.of(), List.of("leader_mean", "follower_mean"));
        double[] leaderMean = batch.tensors().metric("leader_mean").f64(); // [B]
        double[] followerMean = batch.tensors().metric("follower_mean").f64(); // [B]
        double[] sums = new double[2]; // [leader, follower]
        for (int round = 0; round < rounds; round++) {
            batch.step();
            if (round >= rounds - window) {
                sums[0] += leaderMean[0] / window;
                sums[1] += followerMean[0] / window;
            }
        }
        return sums;
    }

    private static Csv csv(List<SeedResult> plays) {
        Csv csv = new Csv("random_games", "game", "leader", "follower", "leader_mean", "follower_mean");
        for (SeedResult play : plays) {
            for (String[] pair : PAIRS) {
                String key = pair[0] + " " + pair[1];
                csv.row(
                        play.seed(),
                        pair[0],
                        pair[1],
                        play.series(key + " leader")[0],
                        play.series(key + " follower")[0]);
            }
        }
        return csv;
    }

    private static Figure figure(List<SeedResult> plays) {
        String[] words = Arrays.stream(PAIRS)
                .map(pair -> pair[0].toUpperCase(Locale.ROOT) + " / " + pair[1].toUpperCase(Locale.ROOT))
                .toArray(String[]::new);
        return Figure.of(
                        "Random 5 x 5 games, last tenth of the rounds",
                        Figure.Axis.categories("learner of the leader / of the follower", words),
                        Figure.Axis.linear("expected reward of a round (0 to 1)"),
                        Figure.Series.barsOfSeeds("leader", rewards(plays, "leader")),
                        Figure.Series.barsOfSeeds("follower", rewards(plays, "follower")))
                .withIntervals("95% interval of the mean over games, one for each seed");
    }

    private static double[][] rewards(List<SeedResult> plays, String who) { // [pair][seeds]
        return Arrays.stream(PAIRS)
                .map(pair -> SeedResult.last(plays, pair[0] + " " + pair[1] + " " + who))
                .toArray(double[][]::new);
    }
}
