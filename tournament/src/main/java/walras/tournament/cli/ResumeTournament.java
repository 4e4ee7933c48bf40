package walras.tournament.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import walras.tournament.file.Tournament;
import walras.tournament.store.Store;

/** As {@code run}, where it was begun before. */
@Command(
        name = "resume",
        description = "Goes on with a tournament that was broken off: as run, but never begins a new one.",
        mixinStandardHelpOptions = true)
final class ResumeTournament extends RunTournament {
    @Override
    Store open(Tournament tournament) throws IOException {
        return place().oldStore(tournament);
    }
}
