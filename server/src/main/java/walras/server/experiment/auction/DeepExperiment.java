package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.util.Optional;
import walras.env.Problem;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Findings;

/** Societies with networks on images; PyTorch learns, so a program of the Python client does the work. */
@AutoService(Experiment.class)
public final class DeepExperiment implements Experiment {
    private static final String NAME = "auction-deep";
    private static final String PROGRAM = "python -m walras.learners.transfer --experiment --out results/auction-deep";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String claim() {
        return "Deep societies of primitives that bid learn two rooms and mental rotation from images, and go on as the"
                + " goal of the rooms changes, after fewer decisions than planners take (Chang et al., ICML 2020).";
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
