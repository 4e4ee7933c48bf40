package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import walras.server.experiment.Experiment;
import walras.server.experiment.ProgramExperiment;

/** A learning government and its followers. */
@AutoService(Experiment.class)
public final class TaxationMeanFieldExperiment extends ProgramExperiment {
    public TaxationMeanFieldExperiment() {
        super(
                "taxation-mean-field",
                "walras.learners.mean_field",
                "A government and a shared follower policy that learn on population statistics (SMFRL, Mi et al., ECAI"
                        + " 2025) beat the free market, the federal and Saez's taxes and every constant HSV tax of a grid,"
                        + " with followers near their best reply, though households stop following; in the economy whose"
                        + " accounts balance.");
    }
}
