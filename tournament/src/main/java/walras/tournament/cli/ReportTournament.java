package walras.tournament.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Plan;
import walras.tournament.store.Store;

/** Computes everything anew from what was played. */
@Command(
        name = "report",
        description =
                "Writes results and report anew from the store, and from the stores of parts in folders below it.",
        mixinStandardHelpOptions = true)
final class ReportTournament implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() throws IOException {
        Tournament tournament = place.tournament();
        try (Store store = place.store(tournament)) {
            place.merge(store, tournament);
            Summary.print(
                    place.report(tournament, Plan.of(tournament), store),
                    spec.commandLine().getOut());
        }
        return 0;
    }
}
