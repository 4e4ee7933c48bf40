package walras.env.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import walras.env.Economy;
import walras.env.batch.Batch;
import walras.env.batch.Dataset;
import walras.env.exchange.learning.Concentrability;
import walras.env.exchange.learning.Mplm;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.learning.OfflineFile;
import walras.env.exchange.learning.TasteRegression;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;

/** Play of {@code exchange/markov-v0} as the data that MPLM learns from. */
public final class MarkovDataset implements Dataset {
    private final MarkovEconomy economy;
    private final List<OfflineData> episodes = new ArrayList<>();

    private MarkovDataset(MarkovEconomy economy) {
        this.economy = economy;
    }

    /** Found by {@link java.util.ServiceLoader}. */
    public static final class Maker implements Dataset.Maker {
        @Override
        public Optional<Dataset> of(Economy economy) {
            return economy instanceof MarkovEconomy markov ? Optional.of(new MarkovDataset(markov)) : Optional.empty();
        }
    }

    @Override
    public Watch watch(Batch batch) {
        return new SessionRecorder(batch, economy.model(), episodes::add);
    }

    /** The economy that is being played. */
    public MarkovModel model() {
        return economy.model();
    }

    /** All episodes that have ended, in that order. */
    public OfflineData data() {
        return OfflineData.joined(episodes);
    }

    @Override
    public List<String> formats() {
        return OfflineFile.FORMATS;
    }

    @Override
    public void write(Path file, String format) throws IOException {
        OfflineFile.write(file, format, model(), data());
    }

    /**
     * Coverage of the joint optimum (see {@link Concentrability}) and, where utilities are linear in features, the exact suboptimality of
     * what MPLM and the plug-in learner make of the data.
     */
    @Override
    public Map<String, Double> summary() {
        OfflineData data = data();
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put("episodes", (double) data.episodes());
        if (data.episodes() == 0) {
            return summary;
        }
        JointOptimum optimum = economy.optimum();
        Concentrability coverage = Concentrability.of(
                model(),
                data,
                Planning.probabilities(model(), optimum.policy()),
                optimum.equilibria().allocation(),
                optimum.equilibria().prices());
        summary.put("concentrability_moves", coverage.moves());
        if (TasteRegression.isLinear(model())) {
            summary.put("concentrability_tastes", coverage.tastes());
            summary.put("concentrability_dagger_tastes", coverage.daggerTastes());
            Mplm.Options options = Mplm.Options.REFERENCE.withThetaMax(TasteRegression.largestTaste(model()));
            summary.put("mplm_suboptimality", suboptimality(data, options));
            summary.put("plug_in_suboptimality", suboptimality(data, options.withWidths(0, 0)));
        }
        return summary;
    }

    private double suboptimality(OfflineData data, Mplm.Options options) {
        return new Mplm(model(), data, options).measure().total();
    }
}
