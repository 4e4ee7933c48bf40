package walras.server.experiment.stackelberg;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.env.Solution;
import walras.env.stackelberg.matrix.MatrixGames;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Leaders of every matrix game reach the exact equilibrium value, and pass it only when they are shown the phase. */
@AutoService(Experiment.class)
public final class CommitmentsExperiment implements Experiment {
    private static final String ID = "stackelberg/matrix-v0";

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

    /** One game and way to commit, with what its leaders reached. */
    private record Case(String game, String commitment, double equilibrium, double[] share, double[] excess) {}

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String game : MatrixGames.all().keySet()) {
            // Matching pennies is worth 0 to whoever commits to a row, and has no share of it.
            if (!game.startsWith("reward-timing") && !game.equals("matching-pennies")) {
                cases.add(train(context, game, "pure"));
                cases.add(train(context, game, "mixed"));
            }
        }
        return findings(context, cases);
    }

    private static Case train(ExperimentContext context, String game, String commitment) throws IOException {
        Map<String, Object> options = Map.of("game", game, "commitment", commitment);
        Solution solution = LeaderTraining.economy(ID, options).solve();
        boolean mixed = commitment.equals("mixed");
        double scale = solution.certificate().getOrDefault("payoff_scale", Double.NaN);
        double best =
                solution.table(mixed ? "mixed_leader_value" : "leader_value").scalar() / scale;
        LeaderTraining training = new LeaderTraining(
                ID, options, mixed ? "enumeration" : "multiplicative-weights", Map.of(), 4, mixed ? 1000 : 300, 1);
        List<SeedResult> runs = context.perSeed(game + " " + commitment, seed -> {
            LeaderTraining.Outcome outcome = training.run(seed);
            return Map.of(
                    "share", new double[] {outcome.mean() / best}, "excess", new double[] {outcome.largest() - best});
        });
        return new Case(game, commitment, best, SeedResult.last(runs, "share"), SeedResult.last(runs, "excess"));
    }

    /** The share of the leak's worth that leaders reach when they see the phase. */
    private static double[] cheat(ExperimentContext context) throws IOException {
        Map<String, Object> options = Map.of("game", "commitment", "phase_visible", true);
        Solution solution = LeaderTraining.economy(ID, options).solve();
        double leak = solution.table("phase_leak_value").scalar()
                / solution.certificate().getOrDefault("payoff_scale", Double.NaN);
        LeaderTraining training = new LeaderTraining(ID, options, "local-search", Map.of(), 4, 200, 1);
        return SeedResult.last(
                context.perSeed(
                        "phase visible",
                        seed -> Map.of("share", new double[] {training.run(seed).mean() / leak})),
                "share");
    }

    private Findings findings(ExperimentContext context, List<Case> cases) throws IOException {
        Csv table =
                new Csv("commitments", "game", "commitment", "equilibrium_value", "share_reached", "largest_excess");
        double[] worst = new double[context.seeds()];
        double[] excess = new double[context.seeds()];
        java.util.Arrays.fill(worst, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(excess, Double.NEGATIVE_INFINITY);
        double[] x = new double[cases.size()];
        double[] y = new double[cases.size()];
        for (int k = 0; k < cases.size(); k++) {
            Case each = cases.get(k);
            for (int seed = 0; seed < worst.length; seed++) {
                worst[seed] = Math.min(worst[seed], each.share()[seed]);
                excess[seed] = Math.max(excess[seed], each.excess()[seed]);
            }
            x[k] = k;
            y[k] = Interval.ofMean(each.share()).value();
            double largest = java.util.Arrays.stream(each.excess()).max().orElse(Double.NaN);
            table.row(each.game(), each.commitment(), each.equilibrium(), y[k], largest);
        }
        String[] names =
                cases.stream().map(c -> c.game() + ", " + c.commitment()).toArray(String[]::new);
        return Findings.of(
                        Finding.above(
                                claim(),
                                "smallest share of the equilibrium value, over games",
                                Interval.ofMean(worst),
                                .98),
                        Finding.below(
                                "No leader passes the honest value.",
                                "largest excess over the equilibrium value, in shares of the largest payoff",
                                Interval.ofMean(excess),
                                1e-9),
                        Finding.above(
                                "A leader that sees the phase collects what the leak is worth: 3 against 2.",
                                "share of the phase-leak value in the commitment game",
                                Interval.ofMean(cheat(context)),
                                .98))
                .withTable(table)
                .withFigure(Figure.of(
                        "Share of the exact equilibrium value",
                        Figure.Axis.categories("game", names),
                        Figure.Axis.linear("share reached"),
                        Figure.Series.bars("learned", x, y)));
    }
}
