package walras.server.cli;

import java.util.List;
import picocli.CommandLine.Option;
import walras.env.Problem;

/** {@code --policy GROUP=NAME[:JSON]...}: which policies play. */
final class PolicyArguments {
    @Option(
            names = "--policy",
            paramLabel = "GROUP=NAME[:JSON]",
            description =
                    "Who plays for a group, or for one agent of it, GROUP[AGENT]=NAME. Groups that nobody names are"
                            + " played by their first policy.")
    private List<String> policies = List.of();

    /** @throws Problem BAD_REQUEST where words do not have that form */
    List<SeatChoice> choices() {
        return policies.stream().map(SeatChoice::parse).toList();
    }
}
