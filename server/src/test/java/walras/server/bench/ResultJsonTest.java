package walras.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.server.report.Json;

final class ResultJsonTest {
    // Guards the way of a figure from a JVM of its own into the table: nothing is lost on it.
    @Test
    void read_whatWasWritten_theSameLine() throws IOException {
        BenchmarkResult line = BenchmarkResult.of("kernels", "chain", "steps/s", new double[] {1, 2.5, 4e7})
                .withTarget(2e7)
                .withMore(Map.of("rows", 1024L, "share", 0.25, "client", "java"))
                .citing(List.of(new KernelCase.Cited("a paper", 5.5)));
        String json = Json.line(Map.of("results", List.of(line.json())));
        assertEquals(List.of(line), ResultJson.read("child", json));
    }

    @Test
    void read_nothingToMeasure_isNoNumber() throws IOException {
        BenchmarkResult line = BenchmarkResult.of("wire", "jax: not installed", "us", new double[] {Double.NaN});
        String json = Json.line(Map.of("results", List.of(line.json())));
        assertTrue(Double.isNaN(ResultJson.read("child", json).get(0).median()));
    }

    @Test
    void read_noResults_namesWhoAndWhat() {
        for (String printed : List.of("", "{}", "Killed", "{\"results\": [{\"name\": \"x\"}]}")) {
            IOException thrown = assertThrows(IOException.class, () -> ResultJson.read("bench wire", printed));
            assertTrue(thrown.toString().contains("bench wire"), thrown.toString());
        }
    }
}
