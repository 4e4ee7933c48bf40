package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Problem;
import walras.server.experiment.ClaimsPage;
import walras.server.experiment.Experiment;
import walras.server.experiment.Laboratory;
import walras.server.report.Csv;
import walras.server.report.Interval;
import walras.server.report.Json;
import walras.server.report.ProgressLine;

/** Published claims, reproduced or refuted. */
@Command(
        name = "experiment",
        description = "Reproduces a published claim: CSV, figure (SVG and PNG) and summary.json with the verdict."
                + " Without a name: lists all; `all` runs what has not run, one after another.",
        mixinStandardHelpOptions = true)
final class ExperimentCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String RESULTS = "results";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Which one; or `all`.")
    private String name = "";

    @Option(
            names = {"-o", "--option"},
            paramLabel = "NAME=JSON",
            description =
                    "What the experiment is about: an economy of your own, where it takes one. The value is JSON, or"
                            + " @FILE as of run and solve. --options lists them.")
    private List<String> options = List.of();

    @Option(names = "--options", description = "List the experiment's options.")
    private boolean listing;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "Write means with intervals of 95%% as a LaTeX table; means.csv has them in any case.")
    private @Nullable Path table;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds; default the experiment's own number.")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go; default results/NAME, of all results.")
    private @Nullable Path out;

    @Option(names = "--quick", description = "Fewer seeds and steps: under two minutes.")
    private boolean quick;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(
            names = "--claims",
            paramLabel = "FILE",
            description = "With `all`, or with no name of what is there: writes the page of all claims.")
    private @Nullable Path claims;

    @Override
    public Integer call() throws IOException {
        PrintWriter printer = spec.commandLine().getOut();
        if (claims != null && !name.isEmpty() && !name.equals(ALL)) {
            throw Problem.request("--claims", "`all` or no name beside it", name);
        }
        if (name.isEmpty() && claims != null) {
            page(printer);
            return Walras.good();
        }
        if (name.isEmpty()) {
            Laboratory.experiments().forEach(each -> printer.printf("%-26s %s%n", each.name(), each.claim()));
            return Walras.good();
        }
        if (seeds < 0) {
            throw Problem.request("--seeds", "at least 1", seeds);
        }
        if (name.equals(ALL)) {
            return all(printer);
        }
        Experiment experiment = Laboratory.find(name);
        if (listing) {
            experiment.options().specs().forEach(option -> printer.println(SpecText.optionLine(option, null)));
            return Walras.good();
        }
        run(printer, experiment, out != null ? out : Path.of(RESULTS, name));
        return Walras.good();
    }

    private void run(PrintWriter printer, Experiment experiment, Path folder) throws IOException {
        Laboratory.Report report;
        try (ProgressLine progress = ProgressLine.standard("experiment " + experiment.name())) {
            report = Laboratory.run(
                    experiment,
                    EnvironmentArguments.given(options, experiment.options()),
                    seeds,
                    quick,
                    folder,
                    progress);
        }
        if (table != null) {
            Csv.writeText(table, report.findings().means().latex());
        }
        if (json) {
            printer.println(Json.line(report.summary()));
        } else {
            print(printer, experiment, report, folder);
        }
        printer.flush();
    }

    /**
     * One experiment after another; the page is whole after each, so that whoever stops it loses one experiment's last seeds, and
     * one that fails keeps no other from running.
     */
    private Integer all(PrintWriter printer) throws IOException {
        if (!options.isEmpty() || listing || table != null) {
            throw Problem.request(
                    "experiment all", "no -o, --options or --table, which are of one experiment", "one of them");
        }
        List<String> failed = new ArrayList<>();
        for (Experiment experiment : Laboratory.experiments()) {
            Path folder = results().resolve(experiment.name());
            if (experiment.program().isPresent()) {
                printer.println(
                        experiment.name() + " is run by " + experiment.program().get());
            } else if (Laboratory.done(experiment, seeds, quick, folder)) {
                printer.println(experiment.name() + " is there already, by this code: " + folder);
            } else {
                try {
                    run(printer, experiment, folder);
                } catch (Problem problem) {
                    printer.println(experiment.name() + " failed: " + problem.getMessage());
                    failed.add(experiment.name());
                }
            }
            if (claims != null) {
                page(printer);
            }
        }
        if (!failed.isEmpty()) {
            String got = "failures of " + String.join(", ", failed);
            throw Problem.request("experiment all", "each to run to its end", got);
        }
        return Walras.good();
    }

    private Path results() {
        return out != null ? out : Path.of(RESULTS);
    }

    private void page(PrintWriter printer) throws IOException {
        Path file = claims;
        if (file != null) {
            new ClaimsPage(results()).write(Laboratory.experiments(), file);
            printer.println("claims written to " + file);
        }
    }

    private static void print(PrintWriter printer, Experiment experiment, Laboratory.Report report, Path folder) {
        printer.println("claim: " + experiment.claim());
        report.findings().findings().forEach(finding -> {
            Interval interval = finding.interval();
            printer.printf(
                    Locale.ROOT,
                    "%-12s %s: %.6g [%.6g, %.6g], expected %s (%s)%n             %s%n",
                    finding.verdict().name().toLowerCase(Locale.ROOT),
                    finding.measured(),
                    interval.value(),
                    interval.low(),
                    interval.high(),
                    finding.expected(),
                    finding.target().id(),
                    finding.claim());
        });
        if (report.kept() > 0) {
            printer.println(report.kept() + " results of single seeds were kept from an earlier run");
        }
        printer.println("written to " + folder);
    }
}
