package walras.tournament.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who plays. Exactly one of policy, command and image is there, or none: such an entrant connects itself.
 *
 * @param command program and arguments; empty for none
 * @param image of a container; empty for none
 * @param arguments of the image's program
 * @param environment variables of the program
 * @param language for the report; empty where nobody has said
 * @param text true for one that is told rules and turns in words too
 */
public record Entrant(
        String name,
        Optional<PolicyChoice> policy,
        List<String> command,
        String image,
        List<String> arguments,
        Map<String, String> environment,
        String language,
        boolean text) {
    public Entrant {
        command = List.copyOf(command);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** True for a program that this machine starts. */
    public boolean started() {
        return !command.isEmpty() || !image.isEmpty();
    }

    /** True for one that is told its address and comes by itself. */
    public boolean guest() {
        return policy.isEmpty() && !started();
    }

    /** What it is, in a few words. */
    public String kind() {
        if (policy.isPresent()) {
            return "policy " + policy.get();
        }
        String program = !command.isEmpty() ? "program" : !image.isEmpty() ? "container" : "connects itself";
        return language.isEmpty() ? program : program + ", " + language;
    }
}
