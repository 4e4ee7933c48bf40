package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import java.util.Optional;
import walras.env.Problem;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Findings;

/** A learning government and its followers; PyTorch learns, so a program of the Python client does the work. */
@AutoService(Experiment.class)
public final class TaxationMeanFieldExperiment implements Experiment {
    private static final String NAME = "taxation-mean-field";
    private static final String PROGRAM =
            "python -m walras.learners.mean_field --experiment --out results/taxation-mean-field";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String claim() {
        return "A government and a shared follower policy that learn on population statistics (SMFRL, Mi et al., ECAI"
                + " 2025) beat the free market, the federal and Saez's taxes and every constant HSV tax of a grid, with"
                + " followers near their best reply, though households stop following; in the economy whose accounts"
                + " balance.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Optional<String> program() {
        return Optional.of(PROGRAM);
    }

    /** @throws Problem always: says what runs it */
    @Override
    public Findings run(ExperimentContext context) {
        throw Problem.request("experiment " + NAME, "its own program: " + PROGRAM, "./walras experiment");
    }
}
