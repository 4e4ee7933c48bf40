package walras.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Environment;
import walras.env.Registry;

/** Writes the pages of all environments, and of the configuration. */
@Command(
        name = "docs",
        description =
                "Writes docs/environments from the registered environments, and docs/configuration from the settings.",
        mixinStandardHelpOptions = true)
final class DocsCommand implements Callable<Integer> {
    static final Path RESOURCES = Path.of("server", "src", "main", "resources", "walras", "server", "cli");

    private static final String INDEX_HEAD =
            """
            # Environments

            <!-- Written by `./walras docs`. -->

            Families: [auction](../auction.md), [exchange](../exchange.md), [Stackelberg](../stackelberg.md).

            | id | what it is |
            | --- | --- |
            """;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the pages of environments go, alone; default: docs of this checkout.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Path docs = Path.of(System.getProperty("walras.root", "."), "docs");
        write(out != null ? out : docs.resolve("environments"), pages(docs));
        if (out == null) {
            write(docs, ConfigurationPages.pages());
            write(docs.resolveSibling(RESOURCES), resources(docs));
        }
        return Walras.good();
    }

    private void write(Path folder, Map<String, String> pages) throws IOException {
        int written = 0;
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Path file = folder.resolve(page.getKey());
            boolean same = Files.exists(file) && Files.readString(file).equals(page.getValue());
            if (!same) {
                Files.createDirectories(folder.resolve(page.getKey()).getParent());
                Files.writeString(file, page.getValue());
                written++;
            }
        }
        spec.commandLine().getOut().println(written + " pages written in " + folder);
    }

    /** What of the documents is shipped with the program, by file name. */
    static Map<String, String> resources(Path docs) throws IOException {
        return Map.of(
                StepCost.RESOURCE,
                new StepCost.Tables(docs).resource(Registry.discover().environments()));
    }

    /**
     * All pages by file name, the index included.
     *
     * @param docs where {@code performance.md} is, whose costs the pages show
     */
    static Map<String, String> pages(Path docs) throws IOException {
        StepCost.Tables costs = new StepCost.Tables(docs);
        List<Environment> all = Registry.discover().environments();
        Map<String, String> pages = new TreeMap<>();
        StringBuilder index = new StringBuilder(INDEX_HEAD);
        for (Environment environment : all) {
            String file = environment.id() + ".md";
            pages.put(file, EnvironmentPage.of(environment, costs.of(environment.id())));
            index.append("| [`" + environment.id() + "`](" + file + ") | " + environment.summary() + " |\n");
        }
        pages.put("README.md", index.toString());
        return pages;
    }
}
