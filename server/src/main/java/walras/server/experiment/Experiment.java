package walras.server.experiment;

import java.io.IOException;
import java.util.Optional;
import walras.env.OptionsSchema;

/** Holds one claim against measurements. Found by {@link java.util.ServiceLoader}; see the package's page for how to add one. */
public interface Experiment {
    /** Family and subject, for example {@code exchange-regret}. */
    String name();

    /** The claim in one sentence, with its source. */
    String claim();

    /** How many seeds a full run takes where nobody says otherwise. */
    int seeds();

    /** How many seeds {@code --quick} takes where nobody says otherwise; the whole of it fits in two minutes. */
    default int quickSeeds() {
        return Math.min(3, seeds());
    }

    /** What somebody may choose, an economy of their own for example; nothing where the claim is about one setting. */
    default OptionsSchema options() {
        return OptionsSchema.of();
    }

    /** The command of the program in another language that does the work and writes the summary, where this class does not. */
    default Optional<String> program() {
        return Optional.empty();
    }

    /** Does the work. Measures; never assumes what it claims. */
    Findings run(ExperimentContext context) throws IOException;
}
