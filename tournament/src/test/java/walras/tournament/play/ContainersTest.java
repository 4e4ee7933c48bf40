package walras.tournament.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.report.Json;
import walras.tournament.file.Entrant;
import walras.tournament.file.PlayLimits;

/** Entrants that are images, with a program that stands in for docker or podman, which need not be here. */
final class ContainersTest {
    @TempDir
    private Path folder = Path.of("");

    private static final PlayLimits LIMITS = new PlayLimits(1000, 0, 256, 8, 50, 3, 3, 20, 600);
    private static final Entrant BOXED = new Entrant(
            "boxed",
            Optional.empty(),
            List.of(),
            "localhost/bot:1",
            List.of("--bold"),
            Map.of("B", "2", "A", "1"),
            "",
            false);

    // Guards: an address, which is a secret, among the arguments; limits that the container does not get.
    @Test
    void line_hasEveryLimitAndNoSecret() {
        List<String> line = Containers.line(BOXED, "walras-7-0", LIMITS);
        String told = String.join(" ", line.subList(1, line.size()));
        assertEquals(
                "run --rm --name walras-7-0 --network host --memory 256m --pids-limit 50 --ulimit fsize=8388608"
                        + " --cap-drop ALL --security-opt no-new-privileges --env WALRAS_JOIN --env A --env B"
                        + " localhost/bot:1 --bold",
                told);
        assertEquals(
                List.of("kill", "walras-7-0"), Containers.ending("walras-7-0").subList(1, 3));
        assertEquals(List.of(), Containers.ending(""));
    }

    private static final String BOXES =
            """
            name: boxes
            environments: [{id: auction/chain-v0, options: {copies: 1}, rows: 4}]
            seats: ["bidders[0]", "bidders[1]"]
            entrants:
              - {name: truth, policy: truthful}
              - {name: good, image: "localhost/good:1", args: [good], env: {COLOUR: red}}
              - {name: stubborn, image: "localhost/stubborn:1", args: [sleep]}
            format: {kind: focal, background: [truth], rotate: false}
            seeds: [1]
            limits: {move_millis: 2000, lapses: 1, join_seconds: 60}
            """;

    // Guards: a container that is not started, not told its address and its variables, or not killed by its own name.
    @Test
    @Tag("full") // starts JVMs
    void images_playAndAreKilledByName() throws IOException, InterruptedException {
        Path engine = folder.resolve("engine");
        Files.writeString(
                engine,
                """
                #!/bin/sh
                echo "$*" >> "$(dirname "$0")/asked.txt"
                [ "$1" = run ] || exit 0
                [ -n "$WALRAS_JOIN" ] || exit 9
                for word; do last=$word; done
                [ "$last" != good ] || [ "$COLOUR" = red ] || exit 8
                exec %s "$last"
                """
                        .formatted(words(PlayedTournament.bot("WORD"))));
        Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwx------"));
        PlayedTournament boxes =
                new PlayedTournament(folder, BOXES).with(Map.of("WALRAS_CONTAINER", engine.toString()));
        boxes.succeed("run", "boxes", "--workers", "1");
        assertEquals(Map.of(), boxes.faults("boxes").get("good"));
        assertEquals(Map.of("late", 1, "forfeit", 1), boxes.faults("boxes").get("stubborn"));
        List<String> asked = Files.readAllLines(folder.resolve("asked.txt"));
        for (String name : asked.stream()
                .filter(line -> line.startsWith("run"))
                .map(line -> line.replaceAll(".*--name (\\S+) .*", "$1"))
                .toList()) {
            assertTrue(asked.contains("kill " + name), () -> name + " is not killed: " + asked);
        }
        assertEquals(2, asked.stream().filter(line -> line.startsWith("run")).count(), asked.toString());
        assertFalse(String.join(" ", asked).contains("ticket"), "a secret among the arguments");
    }

    /** A line of JSON as a shell has it, without its last word. */
    private static String words(String json) {
        StringBuilder line = new StringBuilder();
        List<?> all = (List<?>) Objects.requireNonNull(Json.parse(json));
        for (Object word : all.subList(0, all.size() - 1)) {
            line.append('\'').append(word).append("' ");
        }
        return line.toString();
    }
}
