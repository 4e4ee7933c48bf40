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
import walras.env.Problem;
import walras.env.Registry;
import walras.server.report.Json;
import walras.server.session.export.SessionExport;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.work.Limits;

/** A session's logs as data to learn from. */
@Command(
        name = "export",
        description =
                "Plays a session's logs again and writes what every group saw and did: arrays of steps and rows, by the"
                        + " names that Trajectory.save of the Python client has. Of exchange/markov-v0 csv and json are"
                        + " whole episodes, which the policy mplm reads as its option data.",
        mixinStandardHelpOptions = true)
final class ReplayExport implements Callable<Integer> {
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
            description = "csv, a table with a head; json, arrays as shapes and values, or options for --policy"
                    + " SEAT=mplm:@FILE; npz, NumPy's. Else as the name ends.")
    private String format = "";

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
        SessionExport export =
                SessionExport.of(new ReplayVerifier(Registry.discover(), Limits.defaults()), logs, out, format);
        print(export, out);
        return Walras.good();
    }

    private void print(SessionExport export, Path out) {
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>(SpecJson.object(
                    "session", export.session(),
                    "environment", export.environment(),
                    "turns", export.turns(),
                    "file", out.toString(),
                    "format", export.format()));
            object.putAll(export.summary());
            printer.println(Json.line(object));
            return;
        }
        printer.println(out + ": " + export.environment() + ", session " + export.session() + ", " + export.turns()
                + " turns, format " + export.format());
        export.summary().forEach((name, value) -> printer.println("  " + name + " " + value));
    }
}
