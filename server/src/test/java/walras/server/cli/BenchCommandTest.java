package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.server.bench.BenchmarkPart;
import walras.server.bench.BenchmarkSuite;

final class BenchCommandTest {
    private static final String CASE = "counter-v0 B=1024";

    // Guards both ways: here, and in a JVM of its own, whose figures come back as JSON.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void benchJson_oneCase_isMeasured(boolean here) {
        List<String> words = new ArrayList<>(List.of("bench", "batch", "--quick", "--case", CASE, "--json"));
        if (here) {
            words.add("--in-process");
        }
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        JsonObject all = JsonParser.parseString(run.out()).getAsJsonObject();
        JsonArray results = all.getAsJsonArray("results");
        assertEquals(1, results.size(), run.out());
        JsonObject line = results.get(0).getAsJsonObject();
        assertEquals(CASE, line.get("name").getAsString());
        assertEquals(3, line.get("rounds").getAsInt());
        assertTrue(line.get("low").getAsDouble() > 0, run.out());
        assertTrue(line.get("low").getAsDouble() <= line.get("high").getAsDouble(), run.out());
        assertTrue(all.getAsJsonObject("machine").has("cores"));
    }

    @Test
    void bench_unknownCase_namesTheNearest() {
        CommandRun run = CommandRun.of("bench", "batch", "--case", "counter-v0 B=1025");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("did you mean " + CASE), run.err());
    }

    // Guards --case, by which a child is told what to do: a name that two cases share would be measured twice.
    @Test
    void parts_ofASuite_haveNamesOfTheirOwn() {
        for (BenchmarkSuite suite : ServiceLoader.load(BenchmarkSuite.class)) {
            List<String> names = suite.parts().stream().map(BenchmarkPart::name).toList();
            assertEquals(names.size(), new HashSet<>(names).size(), names.toString());
        }
    }

    // Guards against children with other garbage collectors or heaps than the command that measures in process.
    @Test
    void again_thisProgram_sameFlagsAndClassPath() {
        List<String> line = Walras.again(List.of("-Xmn1m"), List.of("bench"));
        assertEquals("-Xmn1m", line.get(1), "first, so that what the user said wins");
        assertTrue(line.containsAll(ManagementFactory.getRuntimeMXBean().getInputArguments()), line.toString());
        assertTrue(line.contains(System.getProperty("java.class.path")), line.toString());
        assertEquals(List.of("walras.server.cli.Walras", "bench"), line.subList(line.size() - 2, line.size()));
    }
}
