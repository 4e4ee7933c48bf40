package walras.server.experiment.stackelberg;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.env.Solution;
import walras.env.stackelberg.matrix.MatrixGames;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Leaders of every matrix game reach the exact equilibrium value, and pass it only when they are shown the phase. */
@AutoService(Experiment.class)
public final class CommitmentsExperiment implements Experiment {
    private static final String ID = "stackelberg/matrix-v0";
    private static final int ROWS = 4;

    /**
     * A learner and how it commits.
     *
     * @param policy name of the leader, or "equilibrium", which knows the game and shows what followers make of the exact solution
     */
    private record Arm(String commitment, String policy, Map<String, Object> options, long episodes) {
        String words() {
            return commitment + ", " + policy;
        }

        String figureName() {
            return policy.equals("equilibrium")
                    ? "exact solution, played to learning followers"
                    : policy.replace('-', ' ');
        }
    }

    private static final List<Arm> ARMS = List.of(
            new Arm("pure", "multiplicative-weights", Map.of(), 300),
            new Arm("pure", "local-search", Map.of(), 300),
            new Arm("pure", "actor-critic", Map.of(), 3000),
            new Arm("mixed", "enumeration", Map.of(), 1000),
            new Arm("mixed", "local-search", Map.of("restart", .2), 3000),
            new Arm("mixed", "equilibrium", Map.of(), 0));

    @Override
    public String name() {
        return "stackelberg-commitments";
    }

    @Override
    public String claim() {
        return "A leader that learns from episode returns reaches the exact Stackelberg value of every matrix game, pure and"
                + " mixed, and never passes it (Brero et al., arXiv 2210.03852).";
    }

    @Override
    public int seeds() {
        return 10;
    }

    /**
     * One game and arm, with what its leaders reached.
     *
     * @param share mean over rows, per seed; 1 is the equilibrium value
     * @param excess largest over rows, per seed, in shares of the largest payoff
     */
    private record Case(String game, Arm arm, double equilibrium, double[] share, double[] excess) {}

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String game : MatrixGames.all().keySet()) {
            for (Arm arm : ARMS) {
                cases.add(train(context, game, arm));
            }
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.everyAbove(
                        claim(),
                        "share of the equilibrium value, by game, learner and seed",
                        all(cases, Case::share),
                        .98)
                .against(Target.THEOREM));
        findings.add(Finding.everyBelow(
                        "No leader passes the honest value.",
                        "excess over the equilibrium value, in shares of the largest payoff, by game, learner and seed",
                        all(cases, Case::excess),
                        1e-9)
                .against(Target.THEOREM));
        for (Arm arm : ARMS) {
            List<Case> own =
                    cases.stream().filter(each -> each.arm().equals(arm)).toList();
            findings.add(Finding.everyAbove(
                            "On every game: " + arm.words() + ".",
                            "share of the equilibrium value, by game and seed",
                            all(own, Case::share),
                            .98)
                    .against(Target.THEOREM));
        }
        findings.add(Finding.above(
                "A leader that sees the phase collects what the leak is worth: 3 against 2.",
                "share of the phase-leak value in the commitment game",
                Interval.ofMean(cheat(context)),
                .98));
        return new Findings(findings, List.of(table(cases)), List.of(figure("pure", cases), figure("mixed", cases)));
    }

    private static Case train(ExperimentContext context, String game, Arm arm) throws IOException {
        Map<String, Object> options = Map.of("game", game, "commitment", arm.commitment());
        Solution solution = LeaderTraining.economy(ID, options).solve().borneOut();
        boolean mixed = arm.commitment().equals("mixed");
        double scale = solution.certificate().getOrDefault("payoff_scale", Double.NaN);
        double best =
                solution.table(mixed ? "mixed_leader_value" : "leader_value").scalar() / scale;
        LeaderTraining training = new LeaderTraining(ID, options, arm.policy(), arm.options(), ROWS, arm.episodes(), 1);
        List<SeedResult> runs = context.perSeed(game + " " + arm, seed -> {
            LeaderTraining.Outcome outcome = training.run(seed);
            return Map.of(
                    "share", new double[] {share(outcome.mean(), best)},
                    "excess", new double[] {outcome.largest() - best});
        });
        return new Case(game, arm, best, SeedResult.last(runs, "share"), SeedResult.last(runs, "excess"));
    }

    /** Of a value of 0 there are no shares: then the shortfall is in shares of the game's largest payoff. */
    private static double share(double reached, double best) {
        return 1 - (best - reached) / (best > 0 ? best : 1);
    }

    /** The share of the leak's worth that leaders reach when they see the phase. */
    private static double[] cheat(ExperimentContext context) throws IOException {
        Map<String, Object> options = Map.of("game", "commitment", "phase_visible", true);
        Solution solution = LeaderTraining.economy(ID, options).solve().borneOut();
        double leak = solution.table("phase_leak_value").scalar()
                / solution.certificate().getOrDefault("payoff_scale", Double.NaN);
        LeaderTraining training = new LeaderTraining(ID, options, "local-search", Map.of(), ROWS, 200, 1);
        return SeedResult.last(
                context.perSeed(
                        "phase visible",
                        seed -> Map.of("share", new double[] {training.run(seed).mean() / leak})),
                "share");
    }

    private static double[] all(List<Case> cases, Function<Case, double[]> figure) { // [cases, seeds]
        return cases.stream()
                .flatMapToDouble(each -> Arrays.stream(figure.apply(each)))
                .toArray();
    }

    private static Csv table(List<Case> cases) {
        List<String> games = List.copyOf(MatrixGames.all().keySet());
        Csv table = new Csv(
                "commitments",
                "number",
                "game",
                "commitment",
                "leader",
                "equilibrium_value",
                "share_reached",
                "share_low",
                "share_high",
                "largest_excess");
        for (Case each : cases) {
            Interval share = Interval.ofMean(each.share());
            table.row(
                    1 + games.indexOf(each.game()),
                    each.game(),
                    each.arm().commitment(),
                    each.arm().policy(),
                    each.equilibrium(),
                    share.value(),
                    share.low(),
                    share.high(),
                    Arrays.stream(each.excess()).max().orElse(Double.NaN));
        }
        return table;
    }

    /** Games by name; learners side by side, since most of them reach the same. */
    private static Figure figure(String commitment, List<Case> cases) {
        List<Figure.Series> series = new ArrayList<>();
        for (Arm arm : ARMS) {
            if (arm.commitment().equals(commitment)) {
                double[][] shares = cases.stream()
                        .filter(each -> each.arm().equals(arm))
                        .map(Case::share)
                        .toArray(double[][]::new); // [game][seeds]
                series.add(Figure.Series.pointsOfSeeds(arm.figureName(), shares));
            }
        }
        String[] games = MatrixGames.all().keySet().stream()
                .map(game -> game.replace('-', ' '))
                .toArray(String[]::new);
        return Figure.of(
                        (commitment.equals("pure") ? "Pure" : "Mixed") + " commitments",
                        Figure.Axis.categories("matrix game", games),
                        Figure.Axis.linear("leader's value (share of the Stackelberg value)"),
                        series.toArray(Figure.Series[]::new))
                .withReferences(
                        new Figure.Reference("exact Stackelberg value", 1),
                        new Figure.Reference("what counts as reached", .98));
    }
}
