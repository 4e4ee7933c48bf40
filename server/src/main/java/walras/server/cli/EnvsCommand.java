package walras.server.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Environment;
import walras.env.Registry;
import walras.server.report.Json;

/** The catalogue. */
@Command(name = "envs", description = "Lists all environments.", mixinStandardHelpOptions = true)
final class EnvsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<Environment> all = Registry.discover().environments();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(Map.of(
                    "environments",
                    all.stream()
                            .map(each -> SpecJson.object("id", each.id(), "summary", each.summary()))
                            .toList())));
        } else {
            int width = all.stream().mapToInt(each -> each.id().length()).max().orElse(0);
            all.forEach(each -> out.printf("%-" + width + "s  %s%n", each.id(), each.summary()));
        }
        return Walras.good();
    }
}
