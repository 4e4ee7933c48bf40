package walras.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The skeleton of an environment: it compiles, keeps the contract and is served. */
@Command(
        name = "new",
        description = "Writes the skeleton of an environment, which compiles, passes the contract tests and is served.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FAMILY/NAME", description = "For example commons/harvest.")
    private String id = "";

    @Option(
            names = "--outside",
            paramLabel = "DIR",
            description = "A Maven project of its own in this folder; else a package of this checkout.")
    private @Nullable Path outside;

    @Override
    public Integer call() throws IOException {
        Path root = Path.of(System.getProperty("walras.root", "."));
        Skeleton skeleton = Skeleton.of(id);
        Path to = outside;
        List<Path> written = to == null ? skeleton.writeInside(root) : skeleton.writeOutside(to);
        var out = spec.commandLine().getOut();
        written.forEach(file -> out.println("wrote " + file));
        if (to == null) {
            out.println("next: name it in README.md's table and in clients/python's registration.py, then");
            out.println("  ./walras docs");
            out.println("  ./walras run " + skeleton.id());
            out.println("  ./walras test java");
        } else {
            out.println("next, in " + root + ", once: ./mvnw -q -pl envs -am install -DskipTests");
            out.println("  mvn -f " + to + " package        # compiles it and runs the contract");
            out.println("  WALRAS_CLASSPATH=" + to + "/target/" + skeleton.artifact() + ".jar ./walras run "
                    + skeleton.id());
        }
        return Walras.good();
    }
}
