package walras.tournament.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Programs at one table. */
@Command(
        name = "tournament",
        description = "Plays tournaments of programs in any language, built-in policies and guests, and ranks them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            NewTournament.class,
            RunTournament.class,
            ResumeTournament.class,
            ReportTournament.class,
            VerifyTournament.class
        })
final class TournamentCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
