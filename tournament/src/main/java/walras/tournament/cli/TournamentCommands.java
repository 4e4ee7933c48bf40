package walras.tournament.cli;

import walras.server.cli.CommandProvider;

/** Tells the command line of {@code tournament}. */
public final class TournamentCommands implements CommandProvider {
    @Override
    public Object command() {
        return new TournamentCommand();
    }
}
