package walras.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import walras.server.conformance.Cases;
import walras.server.conformance.ConformanceRun;

/** Every case of {@code ./walras conformance}, with this client's driver in a process of its own. */
final class ConformanceTest {
    @Test
    void everyCase_passes() throws Exception {
        List<String> driver = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.valueOf(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                ConformanceDriver.class.getName());
        List<ConformanceRun.Result> results = new ConformanceRun(
                        driver, Set.of(), false) // as clients/java/conformance.known says
                .play(Cases.all(), result -> {});
        List<String> failed = results.stream()
                .filter(each -> !each.expected())
                .map(ConformanceRun.Result::line)
                .toList();
        assertEquals(List.of(), failed);
    }
}
