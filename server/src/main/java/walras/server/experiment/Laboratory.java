package walras.server.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.Nearest;
import walras.env.Options;
import walras.env.Problem;
import walras.server.report.Csv;
import walras.server.report.FigurePainter;
import walras.server.report.Interval;
import walras.server.report.Json;
import walras.server.report.Machine;
import walras.server.report.Progress;

/** Finds experiments, runs them and writes what they found. */
public final class Laboratory {
    private Laboratory() {}

    /** All experiments on the class path, by name. */
    public static List<Experiment> experiments() {
        return ServiceLoader.load(Experiment.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Experiment::name))
                .toList();
    }

    /**
     * The experiment of that name.
     *
     * @throws Problem UNKNOWN_EXPERIMENT with the nearest name
     */
    public static Experiment find(String name) {
        return Nearest.find("experiment", name, experiments(), Experiment::name);
    }

    /**
     * What a run has left.
     *
     * @param kept how many seeds' results were taken from an earlier run
     */
    public record Report(Findings findings, int kept, Map<String, @Nullable Object> summary) {}

    /**
     * Runs an experiment and writes tables, figure and {@code summary.json} into a folder.
     *
     * @param given what was chosen of its options, as Java forms of JSON values
     * @param seeds 0 for the experiment's own number
     * @throws Problem UNKNOWN_OPTION with the nearest name, or BAD_OPTION
     */
    public static Report run(
            Experiment experiment,
            Map<String, ? extends @Nullable Object> given,
            int seeds,
            boolean quick,
            Path out,
            Progress progress)
            throws IOException {
        Options options = resolved(experiment, given);
        Files.createDirectories(out);
        int count = count(experiment, seeds, quick);
        String identity = identity(experiment, quick) + (given.isEmpty() ? "" : " " + options);
        SeedStore store = new SeedStore(out.resolve("seeds"), identity);
        ExperimentContext context =
                new ExperimentContext(count, quick, options, !given.isEmpty(), out, store, progress);
        long start = System.nanoTime();
        Findings findings = experiment.run(context);
        for (Csv table : findings.tables()) {
            table.write(out);
        }
        findings.means().csv("means").write(out);
        if (!findings.panels().isEmpty()) {
            FigurePainter.write(out, "figure", findings.panels());
        }
        Map<String, @Nullable Object> summary = summary(experiment, findings);
        if (!given.isEmpty()) {
            summary.put("options", options.shown());
        }
        summary.put("seeds", count);
        summary.put("seeds_kept", context.kept());
        summary.put("quick", quick);
        summary.put("code", identity);
        summary.put("seconds", (System.nanoTime() - start) / 1e9);
        summary.put("machine", Machine.description());
        Files.writeString(out.resolve(ClaimsPage.SUMMARY), Json.pretty(summary) + System.lineSeparator());
        return new Report(findings, context.kept(), summary);
    }

    private static Options resolved(Experiment experiment, Map<String, ? extends @Nullable Object> given) {
        if (!given.isEmpty() && experiment.options().specs().isEmpty()) {
            List<String> others = experiments().stream()
                    .filter(each -> !each.options().specs().isEmpty())
                    .map(Experiment::name)
                    .toList();
            throw Problem.request(
                    "experiment " + experiment.name(),
                    "no option, as it is about one setting; " + String.join(", ", others) + " take some",
                    "option " + given.keySet().iterator().next());
        }
        return experiment.options().resolve(given);
    }

    private static int count(Experiment experiment, int seeds, boolean quick) {
        return seeds > 0 ? seeds : quick ? experiment.quickSeeds() : experiment.seeds();
    }

    private static String identity(Experiment experiment, boolean quick) throws IOException {
        return CodeIdentity.of(experiment.getClass(), Economy.class, Laboratory.class) + " " + experiment.name()
                + (quick ? " quick" : "");
    }

    /** True where a folder has this experiment's summary by this code, with as many seeds and as quick. */
    public static boolean done(Experiment experiment, int seeds, boolean quick, Path out) throws IOException {
        Path file = out.resolve(ClaimsPage.SUMMARY);
        if (!Files.exists(file)) {
            return false;
        }
        Map<?, ?> summary = ClaimsPage.map(Json.parse(Files.readString(file)));
        return identity(experiment, quick).equals(summary.get("code"))
                && summary.get("seeds") instanceof Number made
                && made.intValue() == count(experiment, seeds, quick);
    }

    private static Map<String, @Nullable Object> summary(Experiment experiment, Findings findings) {
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("experiment", experiment.name());
        summary.putAll(shown(findings.findings().get(0)));
        summary.put("claim", experiment.claim());
        summary.put(
                "findings", findings.findings().stream().map(Laboratory::shown).toList());
        return summary;
    }

    private static Map<String, @Nullable Object> shown(Finding finding) {
        Interval interval = finding.interval();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("claim", finding.claim());
        shown.put("measured", finding.measured());
        shown.put("measured_value", interval.value());
        shown.put("interval", List.of(interval.low(), interval.high()));
        shown.put("expected", finding.expected());
        shown.put("target", finding.target().id());
        if (finding.cases() > 0) {
            shown.put("cases", finding.cases());
            shown.put("violations", finding.violations());
        }
        shown.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
        return shown;
    }
}
