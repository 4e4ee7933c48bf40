package walras.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.report.Json;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.work.Limits;

/** Logs of sessions. */
@Command(
        name = "replay",
        description = "Works with the logs of sessions.",
        mixinStandardHelpOptions = true,
        subcommands = {ReplayCommand.Verify.class, ReplayExport.class})
final class ReplayCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Re-simulates one log. */
    @Command(
            name = "verify",
            description = "Plays a log again and compares the hash of every turn; exits 1 where one differs.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(index = "0", paramLabel = "FILE", description = "A shard's log, from the server's data directory.")
        private Path file = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            if (!Files.isReadable(file)) {
                throw Problem.request("replay verify", "a readable file", file.toString());
            }
            ReplayReport report = new ReplayVerifier(Registry.discover(), Limits.defaults()).verify(file);
            var out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.line(SpecJson.object(
                        "session", report.session(),
                        "environment", report.environment(),
                        "shard", report.shard(),
                        "rows", report.rows(),
                        "turns", report.turns(),
                        "last_step", report.lastStep(),
                        "torn_bytes", report.tornBytes(),
                        "verified", true)));
            } else {
                String torn = report.tornBytes() == 0
                        ? ""
                        : ", and a tail of " + report.tornBytes() + " bytes that a crash cut off";
                out.println(file + ": " + report.environment() + ", shard " + report.shard() + " of session "
                        + report.session() + ": " + report.turns() + " turns of " + report.rows()
                        + " rows, all as recorded" + torn);
            }
            return Walras.good();
        }
    }
}
