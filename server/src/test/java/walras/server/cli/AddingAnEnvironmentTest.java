package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Environment;

/** Follows docs/adding-an-environment.md to the letter: whoever types what it shows has an environment. */
final class AddingAnEnvironmentTest {
    private static final Path PAGE = Path.of("..", "docs", "adding-an-environment.md");
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder = Path.of("");

    /** The text of the page's only block in a language. */
    private static String block(String language) throws IOException {
        List<String> blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(1, blocks.size(), "blocks of " + language);
        return blocks.get(0);
    }

    // Guards outside authors against a page that is not true any more.
    @Test
    void outside_asThePageSays_isBuiltFoundAndPlayed() throws Exception {
        Path checkout = checkout();
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", block("sh"))
                .directory(checkout.toFile())
                .redirectErrorStream(true);
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        shell.environment().merge("PATH", tools.toString(), (path, own) -> own + File.pathSeparator + path);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("commons/harvest-v0: 64 rows"), said);
        assertLoops(checkout.resolveSibling("harvest").resolve("src/main/java"));
    }

    /** What the page shows of a verb is what the verbs of the skeleton do. */
    private static void assertLoops(Path sources) throws IOException {
        String loop = block("java").lines().findFirst().orElseThrow();
        try (Stream<Path> files = Files.walk(sources)) {
            Path dynamics = files.filter(file -> file.toString().endsWith("Dynamics.java"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(Files.readString(dynamics).contains(loop), loop);
        }
    }

    /** What the page needs of a checkout that was built: the launcher, here on the test's classes, and the jar of envs. */
    private Path checkout() throws IOException, URISyntaxException {
        Path checkout = Files.createDirectory(folder.resolve("walras"));
        Path library = Files.createDirectories(checkout.resolve("server/target/lib"));
        Path envs = Path.of(Environment.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = library.resolve("walras-envs.jar");
        if (Files.isDirectory(envs)) {
            int failed = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", envs.toString(), ".");
            assertEquals(0, failed);
        } else {
            Files.copy(envs, jar);
        }
        Path launcher = checkout.resolve("walras");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Files.writeString(
                launcher,
                "#!/usr/bin/env bash\nexec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '" + classes
                        + File.pathSeparator + "plugins/*' " + Walras.class.getName() + " \"$@\"\n");
        assertTrue(launcher.toFile().setExecutable(true));
        return checkout;
    }
}
