package walras.server.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Backend;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.server.report.Json;
import walras.server.report.ProgressLine;

/** In-process play by built-in policies. */
@Command(
        name = "run",
        description = "Plays an environment with built-in policies and prints returns, metrics, speed and a hash.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final EnvironmentArguments arguments = new EnvironmentArguments();

    @Mixin
    private final PolicyArguments policies = new PolicyArguments();

    @Mixin
    private final SweepArguments sweep = new SweepArguments();

    @Mixin
    private final SocietyArguments societies = new SocietyArguments();

    @Option(names = "--num-envs", paramLabel = "B", description = "Rows; default ${DEFAULT-VALUE}.")
    private int rows = 64;

    @Option(names = "--steps", paramLabel = "T", description = "How many steps the batch takes.")
    private @Nullable Long steps;

    @Option(
            names = "--episodes",
            paramLabel = "E",
            description = "How many episodes count, shared out between the rows; one per row where neither is given.")
    private @Nullable Long episodes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            converter = SeedText.class,
            description = "From 0 to 2^63 - 1; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Backend backend = Backend.AUTO;

    @Option(names = "--metrics", paramLabel = "NAME", split = ",", description = "Which metrics; default all.")
    private List<String> metrics = List.of();

    @Option(names = "--row-hashes", description = "Show the hash of every row too (with --json).")
    private boolean rowHashes;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Environment environment = arguments.environment();
        if (steps != null && episodes != null) {
            throw Problem.request("run", "either --steps or --episodes", "both");
        }
        if (sweep.any()) {
            return sweep(environment);
        }
        InProcessRun.Settings settings = settings(environment, arguments.options(environment));
        RunReport report;
        try (ProgressLine progress = ProgressLine.standard("run " + environment.id())) {
            report = InProcessRun.play(settings, progress);
        }
        if (json) {
            spec.commandLine().getOut().println(Json.line(report.json(rowHashes)));
        } else {
            report.print(spec.commandLine().getOut());
        }
        return Walras.good();
    }

    private Integer sweep(Environment environment) throws IOException {
        if (societies.any()) {
            throw Problem.request("--sweep", "no --save and no --load", "one of them");
        }
        List<SweepArguments.Cell> cells = sweep.cells(arguments, environment);
        List<InProcessRun.Settings> settings = new ArrayList<>();
        for (SweepArguments.Cell cell : cells) {
            settings.add(settings(environment, cell.options()));
        }
        RunSweep played;
        try (ProgressLine progress = ProgressLine.standard("run " + environment.id())) {
            played = RunSweep.play(cells, settings, progress);
        }
        sweep.write(cells, played.numbers());
        if (json) {
            spec.commandLine().getOut().println(Json.line(played.json(environment.id(), rowHashes)));
        } else {
            played.print(spec.commandLine().getOut());
        }
        return Walras.good();
    }

    private InProcessRun.Settings settings(Environment environment, Options options) throws IOException {
        return new InProcessRun.Settings(
                environment,
                options,
                societies.seats(environment, options, policies.choices()),
                societies,
                rows,
                seed,
                backend,
                metrics,
                steps == null ? 0 : positive("--steps", steps),
                steps != null ? 0 : episodes == null ? rows : positive("--episodes", episodes),
                sweep.any() ? Optional.empty() : sweep.csv());
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw Problem.request(name, "at least 1", value);
        }
        return value;
    }
}
