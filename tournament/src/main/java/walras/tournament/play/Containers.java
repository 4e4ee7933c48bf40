package walras.tournament.play;

import java.util.ArrayList;
import java.util.List;
import walras.tournament.file.Entrant;
import walras.tournament.file.PlayLimits;

/**
 * The argument lists of docker and podman, which are the same. The address goes by the environment, not by the arguments,
 * which every user of a machine can read. The container has the machine's network, on which the server listens.
 */
final class Containers {
    private Containers() {}

    /** Whichever is there; WALRAS_CONTAINER names one. */
    static String engine() {
        String named = System.getenv("WALRAS_CONTAINER");
        if (named != null && !named.isEmpty()) {
            return named;
        }
        return OnPath.find("docker").isPresent() || OnPath.find("podman").isEmpty() ? "docker" : "podman";
    }

    static List<String> line(Entrant entrant, String container, PlayLimits limits) {
        List<String> line = new ArrayList<>(List.of(
                engine(),
                "run",
                "--rm",
                "--name",
                container,
                "--network",
                "host",
                "--memory",
                limits.memoryMib() + "m",
                "--pids-limit",
                String.valueOf(limits.processes()),
                "--ulimit",
                "fsize=" + ((long) limits.outputMib() << 20),
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--env",
                "WALRAS_JOIN"));
        entrant.environment().keySet().stream().sorted().forEach(name -> {
            line.add("--env");
            line.add(name);
        });
        line.add(entrant.image());
        line.addAll(entrant.arguments());
        return line;
    }

    static List<String> ending(String container) {
        return container.isEmpty() ? List.of() : List.of(engine(), "kill", container);
    }
}
