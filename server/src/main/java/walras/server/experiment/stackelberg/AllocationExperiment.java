package walras.server.experiment.stackelberg;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Simple allocation by policy gradient for one, two and three messages, with ablations. */
@AutoService(Experiment.class)
public final class AllocationExperiment implements Experiment {
    private static final String ID = "stackelberg/allocation-v0";
    private static final int MOST_MESSAGES = 3;

    @Override
    public String name() {
        return "stackelberg-allocation";
    }

    @Override
    public String claim() {
        return "A policy-gradient leader with a central critic reaches the optimum of simple allocation, 1/3, 2/3 and 1 for"
                + " one, two and three messages (Brero et al., arXiv 2210.03852).";
    }

    @Override
    public int seeds() {
        return 20;
    }

    @Override
    public int quickSeeds() {
        return 5;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        Csv table = new Csv("allocation", "messages", "variant", "seed", "share_of_optimum", "share_while_training");
        List<Figure> panels = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        double[] all = new double[MOST_MESSAGES * context.seeds()]; // [messages, seeds]
        for (int messages = 1; messages <= MOST_MESSAGES; messages++) {
            Map<String, Object> options = Map.of("messages", messages, "response_steps", 33 * messages);
            double optimum = LeaderTraining.economy(ID, options)
                    .solve()
                    .borneOut()
                    .table("leader_value")
                    .scalar();
            List<CriticAblation.Run> runs =
                    CriticAblation.runAll(context, ID, options, messages + " ", 8, context.quick() ? 600 : 3000);
            for (CriticAblation.Run run : runs) {
                for (int seed = 0; seed < context.seeds(); seed++) {
                    double share = run.last()[seed] / optimum;
                    double curve = java.util.Arrays.stream(run.curves()[seed])
                            .average()
                            .orElse(Double.NaN);
                    table.row(messages, run.variant().words(), seed, share, curve / optimum);
                    int at = (messages - 1) * context.seeds() + seed;
                    all[at] = run.variant() == CriticAblation.FULL ? share : all[at];
                }
            }
            panels.add(panel(messages, runs, optimum));
            findings.add(Finding.above(
                    messages + " messages.",
                    "share of the optimum, central critic",
                    Interval.ofMean(java.util.Arrays.stream(
                                    CriticAblation.of(CriticAblation.FULL, runs).last())
                            .map(value -> value / optimum)
                            .toArray()),
                    .98));
        }
        findings.add(
                0,
                Finding.everyAbove(claim(), "share of the optimum, by messages and seed", all, .98)
                        .against(Target.THEOREM));
        return new Findings(findings, List.of(table), panels);
    }

    private static Figure panel(int messages, List<CriticAblation.Run> runs, double optimum) {
        String title = "Simple allocation, " + messages + (messages == 1 ? " message" : " messages");
        return CriticAblation.panel(title, runs, optimum);
    }
}
