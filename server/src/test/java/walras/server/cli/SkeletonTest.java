package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.EnvironmentProvider;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.batch.Batch;

final class SkeletonTest {
    @TempDir
    private Path folder;

    // Guards authors against a first step that fails: the skeleton compiles as it is, is found, solved and played.
    @Test
    void outside_asWritten_compilesAndPlays() throws IOException {
        List<Path> written = Skeleton.of("commons/common-harvest").writeOutside(folder);
        Path classes = compiled(written);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, Environment.class.getClassLoader())) {
            Environment environment = ServiceLoader.load(EnvironmentProvider.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .flatMap(provider -> provider.environments().stream())
                    .filter(each -> each.id().equals("commons/common-harvest-v0"))
                    .findFirst()
                    .orElseThrow();
            Economy economy = environment.economy(environment.options().resolve(Map.of("growth", 1.25, "horizon", 9)));
            Solution solution = economy.solve();
            assertEquals(1 + 8 * (1 - 1 / 1.25), solution.table("joint_value").values()[9], 1e-12);
            assertTrue(environment.guide().model().contains("$"));
            Batch batch = Batch.of(economy)
                    .rows(3)
                    .seed(1)
                    .policy("agents", "greedy", Map.of())
                    .build();
            batch.reset(null, null);
            batch.step();
            double[] reward = batch.tensors().groups().get(0).reward().f64(); // [3, 2]
            assertEquals(1, reward[0], 0);
            assertEquals(0, reward[1], 0);
        }
    }

    private Path compiled(List<Path> written) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String envs = Path.of(URI.create(Environment.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        List<String> line = new ArrayList<>(List.of("-cp", envs, "-d", classes.toString(), "-proc:none"));
        written.stream().filter(file -> file.toString().endsWith(".java")).forEach(file -> line.add(file.toString()));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, line.toArray(String[]::new)));
        Path resources = folder.resolve("src/main/resources");
        for (Path file : written) {
            if (file.startsWith(resources)) {
                Path to = classes.resolve(resources.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return classes;
    }

    @Test
    void inside_aCheckout_becomesAPackageAndIsNamed() throws IOException {
        Path services = folder.resolve("envs/src/main/resources/META-INF/services");
        Files.createDirectories(services);
        Path service = services.resolve(EnvironmentProvider.class.getName());
        Files.writeString(service, "walras.env.Other\n");
        Skeleton.of("commons/harvest").writeInside(folder);
        assertEquals("walras.env.Other\nwalras.env.commons.harvest.HarvestEnvironment\n", Files.readString(service));
        assertTrue(Files.exists(folder.resolve("envs/src/main/java/walras/env/commons/harvest/HarvestDynamics.java")));
        assertTrue(Files.exists(folder.resolve("envs/src/main/resources/walras/env/commons/harvest/harvest.md")));
    }

    @Test
    void names_thatCannotBe_areRefusedBeforeAnythingIsWritten() throws IOException {
        for (String wrong :
                List.of("harvest", "Commons/harvest", "commons/class", "commons/", "auction/chain", "a/b/c")) {
            assertThrows(Problem.class, () -> Skeleton.of(wrong), wrong);
        }
        Files.writeString(folder.resolve("pom.xml"), "mine");
        Problem there =
                assertThrows(Problem.class, () -> Skeleton.of("commons/harvest").writeOutside(folder));
        assertTrue(there.getMessage().contains("pom.xml, which is there"), there.getMessage());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    // Guards the template's versions, which Maven cannot fill in, against falling behind.
    @Test
    void pom_ofTheTemplate_hasTheVersionsOfThisProject() throws IOException {
        Skeleton.of("commons/harvest").writeOutside(folder);
        String pom = Files.readString(folder.resolve("pom.xml"));
        String root = Files.readString(Path.of("..", "pom.xml"));
        for (String version : List.of(
                found(root, "<artifactId>walras</artifactId>\\s*<version>([^<]+)"),
                found(root, "<junit.version>([^<]+)"),
                found(root, "<artifactId>maven-surefire-plugin</artifactId>\\s*<version>([^<]+)"))) {
            assertTrue(pom.contains("<version>" + version + "</version>"), version);
        }
    }

    private static String found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
