package walras.tournament.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.tournament.play.PlayedTournament.bot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner with programs that are real processes, good ones and others. */
@Tag("full") // minutes on a loaded machine
final class RunnerTest {
    @TempDir
    private Path folder = Path.of("");

    private static final String WILD =
            """
            name: wild
            environments: [{id: auction/chain-v0, options: {copies: 1}, rows: 4}]
            seats: ["bidders[0]", "bidders[1]"]
            entrants:
              - {name: truth, policy: truthful}
              - {name: good, command: %s}
              - {name: crash, command: %s}
              - {name: sleeper, command: [sleep, "1000"]}
              - {name: garbage, command: [sh, -c, "head -c 40000000 /dev/urandom"]}
              - {name: illegal, command: %s}
              - {name: stubborn, command: %s}
              - {name: forker, command: [sh, -c, "while :; do sleep 1234567 & done"]}
              - {name: hog, command: %s}
              - {name: nowhere, command: [./nowhere]}
            format: {kind: focal, background: [truth], rotate: false}
            seeds: [1]
            limits: {move_millis: 600000, join_seconds: 20, memory_mib: 400, processes: 100, output_mib: 8, illegal: 1}
            """
                    .formatted(bot("good"), bot("crash=3"), bot("illegal"), bot("stubborn"), bot("hog", 4000));

    // Guards: one that fails must not stop the tournament, nor go unnamed, nor leave anything behind.
    @Test
    void entrants_thatFail_areNamedAndTheOthersUnharmed() throws IOException, InterruptedException {
        PlayedTournament wild = new PlayedTournament(folder, WILD);
        wild.succeed("run", "wild", "--workers", "3");
        Map<String, Map<String, Integer>> faults = wild.faults("wild");
        assertEquals(Map.of(), faults.get("good"));
        assertEquals(Map.of("crash", 1, "forfeit", 1), faults.get("crash"));
        assertEquals(Map.of("absent", 1, "forfeit", 1), faults.get("sleeper"));
        assertEquals(Map.of("output", 1, "forfeit", 1), faults.get("garbage"));
        assertEquals(Map.of("illegal", 1, "forfeit", 1), faults.get("illegal"));
        assertEquals(Map.of("illegal", 1, "forfeit", 1), faults.get("stubborn"));
        assertEquals(Map.of("processes", 1, "forfeit", 1), faults.get("forker"));
        assertEquals(Map.of("memory", 1, "forfeit", 1), faults.get("hog"));
        assertEquals(Map.of("crash", 1, "forfeit", 1), faults.get("nowhere"));
        assertEquals(9, wild.matches("wild").size());
        assertTrue(ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 1234567")));
        wild.succeed("verify", "wild");
    }

    private static final String KILLED =
            """
            name: killed
            environments: [{id: auction/chain-v0, options: {copies: 1}, rows: 8, episodes: 2}]
            seats: ["bidders[0]", "bidders[1]"]
            entrants:
              - {name: truth, policy: truthful}
              - {name: coin, policy: random}
              - {name: one, command: %s}
              - {name: other, command: %s}
            seeds: [1]
            limits: {move_millis: 600000}
            """
                    .formatted(bot("slow=1"), bot("slow=50"));

    // Guards: whatever is killed, nothing is played twice, nothing is lost, and the outcome is the same to the byte.
    @Test
    void runnerAndServer_killed_resumeToTheSameBytes() throws IOException, InterruptedException {
        PlayedTournament killed = new PlayedTournament(folder, KILLED);
        Process runner = killed.begin("run", "killed", "--workers", "8");
        awaitMatches(killed, runner, 2);
        killed.server("killed").destroyForcibly();
        awaitMatches(killed, runner, 6); // the runner has started another server
        runner.destroyForcibly().waitFor();
        killed.server("killed").destroyForcibly();
        List<String> before = sessions(killed);
        killed.succeed("resume", "killed", "--workers", "2");
        assertEquals(12, killed.matches("killed").size());
        assertEquals(12, killed.logs("killed").size(), "one log for each match");
        assertTrue(sessions(killed).containsAll(before), "what was over stays as it was");
        assertFalse(Files.exists(killed.out("killed").resolve("server.json")));
        try (var secrets = Files.list(killed.out("killed").resolve("private"))) {
            assertEquals(List.of(), secrets.toList());
        }
        killed.succeed("verify", "killed");

        killed.succeed("run", "whole", "--workers", "1");
        assertEquals(killed.results("whole"), killed.results("killed"));
    }

    private static void awaitMatches(PlayedTournament tournament, Process runner, int count)
            throws InterruptedException {
        tournament.await("killed", runner, count + " matches", () -> {
            try {
                return Files.exists(tournament.out("killed").resolve("store.sqlite"))
                        && tournament.matches("killed").size() >= count;
            } catch (IOException busy) {
                return false; // the runner is at it
            }
        });
    }

    private static List<String> sessions(PlayedTournament tournament) throws IOException {
        return tournament.matches("killed").stream()
                .map(match -> match.match() + " " + match.session())
                .toList();
    }
}
