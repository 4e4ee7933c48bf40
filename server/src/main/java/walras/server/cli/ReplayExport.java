package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.Dataset;
import walras.server.report.Json;
import walras.server.session.Limits;
import walras.server.session.ReplayVerifier;
import walras.server.session.SessionExport;

/** A session's logs as data to learn from. */
@Command(
        name = "export",
        description =
                "Plays a session's logs again and writes its whole episodes as a dataset, which the policy mplm reads as"
                        + " its option data; says how well the data cover the optimum.",
        mixinStandardHelpOptions = true)
final class ReplayExport implements Callable<Integer> {
    private static final String USUAL = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "2..*",
            paramLabel = "LOG",
            hideParamSyntax = true,
            description = "Logs of the shards of one session, and last the file to write.")
    private List<Path> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "csv, a table with a head; or json, options for --policy SEAT=mplm:@FILE. Else as the name ends.")
    private String format = USUAL;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Path> logs = files.subList(0, files.size() - 1);
        Path out = files.get(files.size() - 1);
        for (Path log : logs) {
            if (!Files.isReadable(log)) {
                throw Problem.request("replay export", "a readable log", log.toString());
            }
        }
        SessionExport export = SessionExport.of(new ReplayVerifier(Registry.discover(), Limits.defaults()), logs);
        Dataset dataset = export.dataset();
        String chosen = format(dataset, out);
        dataset.write(out, chosen);
        print(export, out, chosen);
        return Walras.good();
    }

    private String format(Dataset dataset, Path out) {
        if (!format.equals(USUAL)) {
            return Nearest.find("format", format, dataset.formats(), name -> name);
        }
        return dataset.formats().stream()
                .filter(name -> out.toString().endsWith("." + name))
                .findFirst()
                .orElse(dataset.formats().get(0));
    }

    private void print(SessionExport export, Path out, String chosen) {
        PrintWriter printer = spec.commandLine().getOut();
        Map<String, Double> summary = export.dataset().summary();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>(SpecJson.object(
                    "session", export.session(),
                    "environment", export.environment(),
                    "turns", export.turns(),
                    "file", out.toString(),
                    "format", chosen));
            object.putAll(summary);
            printer.println(Json.line(object));
            return;
        }
        printer.println(out + ": " + export.environment() + ", session " + export.session() + ", " + export.turns()
                + " turns, format " + chosen);
        summary.forEach((name, value) -> printer.println("  " + name + " " + value));
    }
}
