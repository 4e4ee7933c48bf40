package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.exchange.learning.Draws;
import walras.env.exchange.learning.MolmOptions;
import walras.env.exchange.learning.Mplm;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.learning.TasteRegression;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;

/** The options of the learners that fill seats, and how they are read. */
final class LearnerOptions {
    private static final long NUMBERS_MAX = 20_000_000; // of a dataset that is drawn
    private static final double SCALE_MAX = 1e3;
    private static final MolmOptions STANDARD = MolmOptions.standard();

    static final OptionsSchema MOLM = molm(0);
    static final OptionsSchema MULTIPLICATIVE = molm(0.05);

    static final OptionsSchema MPLM = OptionsSchema.of(
            OptionSpec.array(
                    "data",
                    2,
                    2,
                    -EconomyOptions.WEIGHT_MAX,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "Episodes to learn from, as `replay export` writes them: a row per step with state, action, next"
                            + " state, bundles, utilities. Else drawn as the next four say."),
            OptionSpec.integer("episodes", 1000, 1, 1_000_000, "episodes", "Size of the dataset."),
            OptionSpec.number("uniform_part", 0.1, 0, 1, "", "Part of the behaviour's actions that are uniform."),
            OptionSpec.number("data_noise", 0.1, 0, SCALE_MAX, "", "Noise on the utilities in the data."),
            OptionSpec.integer("data_seed", 0, 0, 1L << 53, "", "Draws the dataset."),
            OptionSpec.number("taste_width", 0.1, 0, SCALE_MAX, "", "Standard deviations that tastes are lowered by."),
            OptionSpec.number("ball_width", 2, 0, SCALE_MAX, "", "L1 radius times the root of the observations."),
            OptionSpec.number("ridge", 1, 1e-6, 1e6, "", "Ridge of the taste regression."),
            thetaMin(),
            thetaMax());

    private LearnerOptions() {}

    private static OptionSpec thetaMin() {
        return OptionSpec.number("theta_min", 0.02, 1e-6, 1, "", "Least taste that is thought possible.");
    }

    private static OptionSpec thetaMax() {
        return OptionSpec.number("theta_max", 0, 0, 1e12, "", "Largest taste; 0 takes the largest there is.");
    }

    private static OptionsSchema molm(double rate) {
        return OptionsSchema.of(
                OptionSpec.choice(
                        "tastes",
                        "thompson",
                        names(MolmOptions.Tastes.values()),
                        "How tastes are chosen each episode."),
                OptionSpec.choice(
                        "transitions", "ball", names(MolmOptions.Transitions.values()), "How moves are learnt."),
                OptionSpec.number(
                        "taste_scale",
                        STANDARD.tasteScale(),
                        0,
                        SCALE_MAX,
                        "",
                        "Posterior deviations of a draw or box."),
                OptionSpec.number("ridge", STANDARD.ridge(), 1e-6, 1e6, "", "Ridge of the taste regression."),
                thetaMin(),
                thetaMax(),
                OptionSpec.number(
                        "transition_scale",
                        STANDARD.transitionScale(),
                        0,
                        SCALE_MAX,
                        "",
                        "Factor on optimism in moves."),
                OptionSpec.number("transition_ridge", 1, 1e-6, 1e6, "", "Ridge of value-targeted regression."),
                OptionSpec.number("delta", 0.1, 1e-9, 1, "", "Confidence parameter of the L1 ball."),
                OptionSpec.integer(
                        "pretraining",
                        0,
                        0,
                        1_000_000,
                        "",
                        "Observations of each unit bundle before the first episode."),
                OptionSpec.flag(
                        "forced_exploration", false, "Trade at random tastes with probability k^(-1/3) in episode k."),
                OptionSpec.number(
                        "multiplicative_rate", rate, 0, SCALE_MAX, "", "Rate of multiplicative weights; 0 is greedy."));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    static MolmOptions molm(Options options, MarkovModel model) {
        return new MolmOptions(
                MolmOptions.Tastes.valueOf(options.text("tastes").toUpperCase(Locale.ROOT)),
                MolmOptions.Transitions.valueOf(options.text("transitions").toUpperCase(Locale.ROOT)),
                options.number("taste_scale"),
                options.number("ridge"),
                options.number("theta_min"),
                thetaMax(options, model),
                options.number("transition_scale"),
                options.number("transition_ridge"),
                options.number("delta"),
                options.integer("pretraining"),
                options.flag("forced_exploration"),
                options.number("multiplicative_rate"));
    }

    private static double thetaMax(Options options, MarkovModel model) {
        if (options.number("theta_max") > 0) {
            return Math.max(options.number("theta_max"), options.number("theta_min"));
        }
        return TasteRegression.largestTaste(model);
    }

    /** Learns from the data given, or else from data drawn. */
    static Mplm mplm(Options options, MarkovModel model, JointOptimum optimum) {
        OfflineData data = options.array("data")
                .map(rows -> OfflineData.ofRows(rows, model))
                .orElseGet(() -> drawn(options, model, optimum));
        return new Mplm(
                model,
                data,
                new Mplm.Options(
                        options.number("taste_width"),
                        options.number("ball_width"),
                        options.number("ridge"),
                        options.number("theta_min"),
                        thetaMax(options, model)));
    }

    private static OfflineData drawn(Options options, MarkovModel model, JointOptimum optimum) {
        long perEpisode = (long) model.horizon() * model.agents() * (model.goods() + 1);
        if (options.integer("episodes") > NUMBERS_MAX / perEpisode) {
            throw Problem.option(
                    "episodes",
                    "at most " + NUMBERS_MAX / perEpisode + ", a dataset of " + NUMBERS_MAX + " numbers",
                    options.integer("episodes"),
                    NUMBERS_MAX / perEpisode);
        }
        double[] behaviour = OfflineData.mostly(model, optimum.policy(), options.number("uniform_part")); // [H, S, A]
        return OfflineData.play(
                model,
                behaviour,
                options.integer("episodes"),
                options.number("data_noise"),
                Draws.of(options.longInteger("data_seed")));
    }
}
