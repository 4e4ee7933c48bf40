package walras.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchmarkPageTest {
    // Guards the published table: every line that was measured is in it, with its target, and curves are drawn.
    @Test
    void write_linesAndCurves_allOnThePage(@TempDir Path folder) throws IOException {
        BenchmarkResult missed = BenchmarkResult.of("kernels", "auction", "steps/s", new double[] {1e6, 2e6, 3e6})
                .withTarget(4e6);
        BenchmarkResult point = BenchmarkResult.of("costs", "counter-v0 B=4", "ns per row", new double[] {10, 20, 30})
                .withMore(Curve.ROWS.point("counter-v0", 4));
        Path page = folder.resolve("performance.md");
        new BenchmarkPage("./walras bench all", List.of(missed, point)).write(page);
        List<String> lines = Files.readAllLines(page);
        assertTrue(
                lines.contains("| auction | 2.000 M | [1.500 M, 2.500 M] | steps/s | 4.000 M | missed |"),
                lines.toString());
        assertTrue(lines.contains("| counter-v0 B=4 | 20.00 | [15.00, 25.00] | ns per row |  |  |"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("./walras bench all")));
        assertTrue(Files.size(folder.resolve("performance/costs.svg")) > 0);
    }

    @Test
    void panel_otherCurvesPoints_areLeftOut() {
        BenchmarkResult point = BenchmarkResult.of("costs", "x", "ns per row", new double[] {10})
                .withMore(Curve.ROWS.point("x", 4));
        assertEquals(1, Curve.ROWS.panel(List.of(point)).series().size());
        assertEquals(0, Curve.THREADS.panel(List.of(point)).series().size());
    }
}
