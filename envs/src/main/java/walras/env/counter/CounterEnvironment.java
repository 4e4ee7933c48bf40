package walras.env.counter;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.EnvironmentProvider;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;

/** Who the environment is and what options it takes; named in META-INF/services. */
public final class CounterEnvironment implements Environment, EnvironmentProvider {
    @Override
    public String id() {
        return "counter-v0";
    }

    @Override
    public String summary() {
        return "Counters that agents push to a target: teaches authors, anchors conformance tests and benchmarks.";
    }

    @Override
    public String description() {
        return """
                Each of `agents` counters starts at 0 (or at the reset option `start`). Every step an agent leaves its
                counter (`increment` 0) or adds one (`increment` 1). Adding one pays 1, as long as the counter is below
                `target`. The episode terminates when every counter stands at `target`, and is truncated after `horizon`
                steps. The optimum is to add one always.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(CounterEnvironment.class, "counter.md");
    }

    @Override
    public List<String> sources() {
        return List.of("Walras: written to be read by authors of environments.");
    }

    @Override
    public OptionsSchema options() {
        return OptionsSchema.of(
                OptionSpec.integer("agents", 1, 1, 1024, "agents", "How many counters there are."),
                OptionSpec.integer("target", 10, 1, 1_000_000, "counts", "Where a counter stops."),
                OptionSpec.integer("horizon", 0, 0, 1_000_000, "steps", "Steps of an episode; 0 for no limit."));
    }

    @Override
    public Economy economy(Options options) {
        return new CounterEconomy(options.integer("agents"), options.integer("target"), options.integer("horizon"));
    }

    @Override
    public List<Environment> environments() {
        return List.of(this);
    }
}
