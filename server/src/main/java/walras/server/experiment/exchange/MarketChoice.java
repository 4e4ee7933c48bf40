package walras.server.experiment.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.Dataset;
import walras.env.exchange.MarkovDataset;
import walras.env.exchange.learning.TasteRegression;
import walras.env.exchange.markov.MarkovModel;

/**
 * The Markov exchange economy that an experiment is about: ACS5 with noise 0.1, or what was chosen of the options that
 * {@code exchange/markov-v0} has for it.
 *
 * @param noise standard deviation of the noise on utilities
 */
record MarketChoice(MarkovModel model, double noise) {
    private static final String ID = "exchange/markov-v0";
    private static final double NOISE = 0.1;
    private static final List<String> TAKEN = List.of(
            "instance",
            "weights",
            "endowments",
            "transitions",
            "mixture",
            "productivity",
            "utility",
            "rho",
            "horizon",
            "start",
            "instance_seed",
            "agents",
            "goods",
            "states",
            "planner_actions",
            "noise");

    /** The options, and one of the experiment's own. */
    static OptionsSchema schema(OptionSpec own) {
        List<OptionSpec> specs = new ArrayList<>();
        for (OptionSpec spec : Registry.discover().find(ID).options().specs()) {
            if (TAKEN.contains(spec.name())) {
                specs.add(spec.name().equals("noise") ? spec.withDefault(NOISE) : spec);
            }
        }
        specs.add(own);
        return new OptionsSchema(specs);
    }

    /**
     * The economy.
     *
     * @throws Problem BAD_OPTION where the learners cannot learn utilities, or as the environment says
     */
    static MarketChoice of(Options options) {
        Map<String, Object> given = new LinkedHashMap<>(options.shown());
        given.keySet().retainAll(TAKEN);
        Environment environment = Registry.discover().find(ID);
        Dataset play = Dataset.of(environment.economy(environment.options().resolve(given)))
                .orElseThrow();
        MarkovModel model = ((MarkovDataset) play).model();
        if (!TasteRegression.isLinear(model)) {
            throw Problem.option(
                    "utility",
                    "additive-ces with one rho, or linear, which the learners can learn",
                    model.preferences().family(0).id());
        }
        return new MarketChoice(model, options.number("noise"));
    }
}
