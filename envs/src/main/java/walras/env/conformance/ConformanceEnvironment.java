package walras.env.conformance;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;

/** Who the environment is and what options it takes. */
final class ConformanceEnvironment implements Environment {
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.integer("agents", 2, 1, 64, "agents", "How many makers there are."),
            OptionSpec.integer("target", 6, 1, 1_000_000, "presses", "Presses of all makers that end an episode."),
            OptionSpec.integer(
                    "horizon", 5, 0, 1_000_000, "steps", "Steps after which an episode is truncated; 0 for never."));

    @Override
    public String id() {
        return "conformance-v0";
    }

    @Override
    public String summary() {
        return "Every kind of space, element type, mask and flag: what `./walras conformance` plays with clients.";
    }

    @Override
    public String description() {
        return """
                Makers see what they did last: `press`, `pick`, `jump` and `push` come back as they were, and `pull` moves
                `level` by a third of it, from half of where it was. A maker earns its pull. Of two choosers at most one
                acts in a step, and none in every third; of the choices 1 to 3 the one that the clock and the chooser
                name is masked; a chooser earns a quarter of its choice. The episode terminates when the makers have
                pressed `target` times, and is truncated after `horizon` steps. Nothing is to be learned here.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(ConformanceEnvironment.class, "conformance.md");
    }

    @Override
    public List<String> sources() {
        return List.of("Walras: written to be played by authors of clients.");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public Economy economy(Options options) {
        return new ConformanceEconomy(options.integer("agents"), options.integer("target"), options.integer("horizon"));
    }
}
