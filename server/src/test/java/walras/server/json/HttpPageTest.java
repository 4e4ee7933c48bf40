package walras.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import walras.server.RunningServer;

/** The lines of docs/http.md, as they stand there. */
final class HttpPageTest {
    private static final Path PAGE = Path.of("../docs/http.md");
    private static final int PATIENCE_SECONDS = 60;

    private static String lines() throws IOException {
        return Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```bash\n".length(), block.length() - 3))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    // Guards what the page promises: that curl plays an episode in these ten lines.
    @Test
    void curl_inTenLines_playsAnEpisode() throws IOException, InterruptedException {
        assumeTrue(Boolean.parseBoolean(System.getenv("CI")) || (has("curl") && has("bash")), "no curl, or no bash");
        String lines = lines();
        assertEquals(10, lines.lines().count());
        try (RunningServer running = new RunningServer(settings -> settings)) {
            String here = lines.replace(":50052", ":" + running.server().httpPort());
            Process bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", here)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(bash.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), said);
            assertEquals(0, bash.exitValue(), said);
            assertTrue(said.contains("\"step\":1"), said);
            assertTrue(said.contains("\"obs\":{\"bidders\":{\"state\":[[1,1,1,1]]"), said);
            assertTrue(said.endsWith("{}"), said);
            assertTrue(running.server().metrics().contains("walras_sessions_open 0.0"));
        }
    }
}
