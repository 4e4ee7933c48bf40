package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import walras.env.Environment;
import walras.env.Registry;

final class DocsCommandTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\[(\\w+)]\\(docs/environments[^|]*\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path FOLDER = DOCS.resolve("environments");

    // Guards pages that say something else than the code: `./walras docs` writes them anew.
    @Test
    void pages_inTheRepository_areCurrent() throws IOException {
        for (var page : DocsCommand.pages(DOCS).entrySet()) {
            Path file = FOLDER.resolve(page.getKey());
            String present = Files.exists(file) ? Files.readString(file) : "";
            assertEquals(page.getValue(), present, file + " is not current: run ./walras docs");
        }
    }

    // Guards pages of environments that are gone.
    @Test
    void pages_inTheRepository_areOfRegisteredEnvironments() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            var present = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(DocsCommand.pages(DOCS).keySet()), present);
        }
    }

    // Guards the first table that a reader sees: every registered environment is in its family's row, and nothing else.
    @Test
    void readme_tableOfFamilies_namesEveryEnvironment() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        var registered = Registry.discover().environments().stream()
                .map(Environment::id)
                .filter(id -> id.contains("/"))
                .map(id -> id.replaceAll("-v\\d+$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        var named = new TreeSet<String>();
        ROW.matcher(readme).results().forEach(row -> NAME.matcher(row.group(2))
                .results()
                .forEach(name -> named.add(row.group(1) + "/" + name.group(1))));
        assertEquals(registered, named);
    }

    // Guards what describe says where there are no documents, in the wheel for instance.
    @Test
    void resources_inTheRepository_areCurrent() throws IOException {
        for (var resource : DocsCommand.resources(DOCS).entrySet()) {
            Path file = Path.of("..").resolve(DocsCommand.RESOURCES).resolve(resource.getKey());
            assertEquals(resource.getValue(), Files.readString(file), file + " is not current: run ./walras docs");
        }
    }

    // Guards readers who choose a size for their batch: nothing is registered whose step nobody timed.
    @Test
    void environments_haveACost() {
        var without = Registry.discover().environments().stream()
                .map(Environment::id)
                .filter(id -> StepCost.shipped(id).isEmpty())
                .toList();
        assertEquals(
                List.of(),
                without,
                "run ./walras bench batch --case \"ID B=1024\" --page docs/performance/NAME.md, then ./walras docs");
    }

    // Guards the reference of settings and its schema, which editors read.
    @Test
    void configuration_inTheRepository_isCurrent() throws IOException {
        for (var page : ConfigurationPages.pages().entrySet()) {
            Path file = FOLDER.resolveSibling(page.getKey());
            assertEquals(page.getValue(), Files.readString(file), file + " is not current: run ./walras docs");
        }
    }
}
