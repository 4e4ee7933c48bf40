package walras.tournament.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Problem;
import walras.server.report.ProgressLine;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.play.CpuShare;
import walras.tournament.play.Runner;
import walras.tournament.rating.Results;
import walras.tournament.store.Store;

/** Plays what has not been played, then reports. */
@Command(
        name = "run",
        description = "Plays a tournament, or goes on with it, and writes results.json, results.csv and report.html.",
        mixinStandardHelpOptions = true)
class RunTournament implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Matches at once; default one per core, ${DEFAULT-VALUE}.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "A server that is there already, started with --data-dir, instead of one of our own.")
    private String server = "";

    @Option(
            names = "--match",
            paramLabel = "K",
            description = "Play this one only, counted from 0. Run into DIR/part-K, it can be merged by report of DIR.")
    private @Nullable Integer match;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (workers < 1) {
            throw Problem.request("--workers", "at least 1", workers);
        }
        Tournament tournament = place.tournament();
        Plan plan = Plan.of(tournament);
        List<Match> matches = Place.matches(plan, match);
        PrintWriter err = spec.commandLine().getErr();
        try (Store store = open(tournament)) {
            int left = matches.size()
                    - (int) store.played().stream()
                            .filter(index -> matches.stream().anyMatch(each -> each.index() == index))
                            .count();
            err.println(tournament.name() + ": " + left + " of " + matches.size() + " matches to play, "
                    + Math.min(workers, Math.max(1, left)) + " at once; " + place.out());
            err.flush();
            try (ProgressLine progress = ProgressLine.standard(tournament.name())) {
                new Runner(tournament, place.out(), new Runner.Settings(workers, server, place.serverData()), err)
                        .play(matches, store, place.registry(), progress);
            }
            print(place.report(tournament, plan, store));
        }
        return 0;
    }

    /** The store to put matches into. */
    Store open(Tournament tournament) throws IOException {
        return place.store(tournament);
    }

    final Place place() {
        return place;
    }

    private void print(Results results) throws IOException {
        Summary.print(results, spec.commandLine().getOut());
        CpuShare.now().ifPresent(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().println("report: " + place.out().resolve("report.html"));
    }
}
