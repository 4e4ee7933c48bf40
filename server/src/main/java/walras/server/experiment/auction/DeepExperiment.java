package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import walras.server.experiment.Experiment;
import walras.server.experiment.ProgramExperiment;

/** Societies with networks on images. */
@AutoService(Experiment.class)
public final class DeepExperiment extends ProgramExperiment {
    public DeepExperiment() {
        super(
                "auction-deep",
                "walras.learners.transfer",
                "Deep societies of primitives that bid learn two rooms and mental rotation from images, and go on as the"
                        + " goal of the rooms changes, after fewer decisions than planners take (Chang et al., ICML 2020).");
    }
}
