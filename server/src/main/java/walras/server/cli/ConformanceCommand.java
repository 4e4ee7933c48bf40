package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.conformance.Cases;
import walras.server.conformance.ConformanceCase;
import walras.server.conformance.ConformanceRun;
import walras.server.conformance.ConformanceTable;
import walras.server.conformance.Together;
import walras.server.report.Json;

/** Tells whether a client is right. */
@Command(
        name = "conformance",
        description =
                "Plays the conformance cases against the client that COMMAND starts; clients/conformance/README.md"
                        + " says what the command must do. The last line counts; exits 1 where a case fails.",
        mixinStandardHelpOptions = true)
final class ConformanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--case", paramLabel = "NAME", description = "Only this case, or those that begin so; may repeat.")
    private List<String> names = List.of();

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "Names of cases that this client is known to fail, one a line. One that passes is a failure.")
    private @Nullable Path known;

    @Option(
            names = "--http",
            description =
                    "The client speaks HTTP and JSON: addresses have the HTTP port, and cases that need streams are"
                            + " left out.")
    private boolean http;

    @Option(names = "--list", description = "Say which cases there are, and play none.")
    private boolean list;

    @Option(names = "--table", description = "Write the table of clients/README.md, case by client, and play none.")
    private boolean table;

    @Option(
            names = "--together",
            paramLabel = "COMMAND",
            description =
                    "One session in which this program has a seat, its words parted by blanks; repeat for more. They play"
                            + " in step while connections are cut, then the first of them alone; both must see the same, and the"
                            + " log must verify. No case is played.")
    private List<String> together = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Of --together; default ${DEFAULT-VALUE}.")
    private int steps = 1000;

    @Option(
            names = "--cut-every",
            paramLabel = "N",
            description = "After so many steps of --together one connection is cut; default ${DEFAULT-VALUE}.")
    private int cutEvery = 500;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The client's driver, after --.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (!together.isEmpty()) {
            return playTogether(out);
        }
        List<ConformanceCase> cases = chosen();
        if (list) {
            cases.forEach(each -> out.println(each.name() + ": " + each.sentence()));
            return Walras.good();
        }
        if (table) {
            Path clients = Path.of(System.getProperty("walras.root", "."), "clients");
            Files.writeString(clients.resolve("README.md"), ConformanceTable.page(clients));
            return Walras.good();
        }
        if (command.isEmpty()) {
            throw Problem.request("conformance", "-- COMMAND, the client's driver", "no command");
        }
        List<ConformanceRun.Result> results = new ConformanceRun(command, knownFailures(), http).play(cases, result -> {
            if (!json) {
                out.println(result.line());
                out.flush();
            }
        });
        long failed = results.stream().filter(each -> !each.expected()).count();
        long passed = results.size() - failed;
        if (json) {
            List<Object> lines = new ArrayList<>();
            results.forEach(each -> lines.add(SpecJson.object(
                    "name", each.of().name(),
                    "passed", each.problem().isEmpty(),
                    "known", each.known(),
                    "problem", each.problem())));
            out.println(Json.line(SpecJson.object("passed", passed, "failed", failed, "cases", lines)));
        } else {
            out.println(passed + " passed, " + failed + " failed");
        }
        return failed == 0 ? Walras.good() : Walras.failed();
    }

    private int playTogether(PrintWriter out) throws Exception {
        if (steps < 1 || cutEvery < 1) {
            throw Problem.request("--steps, --cut-every", "at least 1", steps + ", " + cutEvery);
        }
        Path data = Files.createTempDirectory("walras-together");
        List<List<String>> programs = together.stream()
                .map(words -> List.of(words.strip().split(" +", -1)))
                .toList();
        Together.Outcome outcome = new Together(programs, steps, cutEvery).play(data);
        out.println(programs.size() + " programs saw " + outcome.hash());
        out.println("one program saw " + outcome.alone());
        out.println(
                "log: " + outcome.loggedTurns() + " turns, all as recorded; " + outcome.cuts() + " connections cut");
        boolean good = outcome.hash().equals(outcome.alone()) && outcome.loggedTurns() == steps + 1;
        out.println(good ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return good ? Walras.good() : Walras.failed();
    }

    private List<ConformanceCase> chosen() {
        List<ConformanceCase> all =
                Cases.all().stream().filter(each -> !http || !each.streamed()).toList();
        for (String name : names) {
            if (all.stream().noneMatch(each -> each.name().startsWith(name))) {
                throw Nearest.unknown(
                        "case", name, all.stream().map(ConformanceCase::name).toList());
            }
        }
        return all.stream()
                .filter(each -> names.isEmpty()
                        || names.stream().anyMatch(name -> each.name().startsWith(name)))
                .toList();
    }

    private Set<String> knownFailures() throws IOException {
        if (known == null) {
            return Set.of();
        }
        if (!Files.isReadable(known)) {
            throw Problem.request("--known", "a readable file", known.toString());
        }
        List<String> all = Cases.all().stream().map(ConformanceCase::name).toList();
        Set<String> failures = ConformanceTable.names(known);
        for (String name : failures) {
            if (!all.contains(name)) {
                throw Nearest.unknown("case", name, all);
            }
        }
        return failures;
    }
}
