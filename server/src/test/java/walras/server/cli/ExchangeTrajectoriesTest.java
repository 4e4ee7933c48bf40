package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import walras.server.report.Json;

/**
 * Trajectories of the exchange environments, byte for byte as they have been: a change of one is a change for everybody who replays. After
 * a change that is meant, put the hash that the failure prints into exchange-trajectories.csv, and a line into the changelog.
 *
 * <p>Logarithms, exponentials and powers are the machine's own where HotSpot has intrinsics, alike from JDK 17 on but not on every
 * processor; hashes are of x86-64.
 */
class ExchangeTrajectoriesTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/exchange-trajectories.csv", numLinesToSkip = 1, delimiter = '|')
    void run_sameSeed_sameTrajectoryAsEver(String words, String hash) {
        assumeTrue(System.getProperty("os.arch", "").equals("amd64"), "hashes are of x86-64");
        List<String> all =
                new ArrayList<>(List.of("run", "--json", "--num-envs", "16", "--steps", "64", "--seed", "5"));
        all.addAll(List.of(words.strip().split(" ", -1)));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        Object sha = Json.parse(run.out()) instanceof Map<?, ?> report ? report.get("trajectory_sha256") : null;
        assertEquals(hash.strip(), sha, words);
    }
}
