package walras.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.server.report.Json;

/** One environment: groups, spaces, options with bounds and defaults, metrics, policies, sources. */
@Command(name = "describe", description = "Describes one environment.", mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final EnvironmentArguments arguments = new EnvironmentArguments();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Environment environment = arguments.environment();
        Options options = arguments.options(environment);
        Economy economy = environment.economy(options);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(SpecJson.environment(environment, options, economy.spec(), economy.backends())));
        } else {
            out.print(SpecText.of(environment, options, economy));
            out.flush(); // only println does so by itself
        }
        return Walras.good();
    }
}
