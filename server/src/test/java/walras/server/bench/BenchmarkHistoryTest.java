package walras.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchmarkHistoryTest {
    // Guards that tables of several commits lie in one file, each line with where it comes from.
    @Test
    void append_twoTables_bothAreThereWithTheirCommits(@TempDir Path root) throws Exception {
        assertFalse(BenchmarkHistory.isKept(root));
        Files.createDirectories(root.resolve("docs/performance"));
        assertTrue(BenchmarkHistory.isKept(root));
        git(root, "init", "-q");
        commit(root);
        BenchmarkResult first = BenchmarkResult.of("kernels", "auction, B=1", "steps/s", new double[] {1e6, 2e6, 3e6});
        BenchmarkHistory.append(root, List.of(first));
        commit(root);
        BenchmarkHistory.append(root, List.of(BenchmarkResult.of("wire", "nobody", "us", new double[] {Double.NaN})));
        List<String> lines = Files.readAllLines(root.resolve("docs/performance/history.csv"));
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(1).endsWith(",kernels,\"auction, B=1\",\"steps/s\",2.00000e+06"), lines.get(1));
        assertTrue(lines.get(2).endsWith(",wire,\"nobody\",\"us\","), lines.get(2));
        assertTrue(lines.get(1).matches("\"[0-9a-f]{7,}(-dirty)?\",.*"), lines.get(1));
        assertFalse(lines.get(1).substring(0, 8).equals(lines.get(2).substring(0, 8)), lines.toString());
    }

    private static void commit(Path root) throws Exception {
        git(
                root,
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "" + Math.random());
    }

    private static void git(Path root, String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(words));
        ChildProcess.run("git", command, () -> {});
    }
}
