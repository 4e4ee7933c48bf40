package walras.env.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import walras.env.NumberArray;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;
import walras.env.exchange.markov.Instances;
import walras.env.exchange.markov.LinearMixture;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.RandomInstances;

/** Reads a Markov exchange economy from options: a named instance, a seeded random one, or the caller's arrays. */
final class ModelOptions {
    private static final String AS_INSTANCE = "instance";
    private static final String RANDOM = "random";
    private static final double HALF = 0.5;
    private static final long CELLS_MAX = 20_000_000;
    private static final long CELL_BYTES = 24; // a chance, and what is made of it
    private static final long MARKET_BYTES = 48; // of an agent and a good: taste, endowment, bundles
    private static final int HORIZON_OF_RANDOM = 5;

    private static final List<OptionSpec> SPECS = List.of(
            OptionSpec.choice(
                    "instance",
                    "acs5",
                    Stream.concat(Arrays.stream(Instances.names()), Stream.of(RANDOM))
                            .toList(),
                    "A published economy, or `random`; unless the arrays below are given."),
            OptionSpec.array(
                    "weights",
                    2,
                    4,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "Tastes [step][state][agent][good]; step and state may be left out."),
            OptionSpec.array(
                    "endowments",
                    2,
                    4,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "What each owns [step][state][agent][good]; step and state may be left out."),
            OptionSpec.array(
                    "transitions",
                    3,
                    5,
                    0,
                    1,
                    "",
                    "Chances [step][state][action][next state]; step may be left out. With `mixture`, a part goes"
                            + " first."),
            OptionSpec.array("mixture", 1, 1, 0, 1, "", "Weights of the parts of linear-mixture transitions."),
            OptionSpec.array("productivity", 1, 1, 0, 1e6, "", "Factor on every utility, per state."),
            OptionSpec.choice(
                    "utility",
                    AS_INSTANCE,
                    Stream.concat(Stream.of(AS_INSTANCE), Arrays.stream(Utility.ids()))
                            .toList(),
                    "Utility family; `instance` keeps the instance's own, which for arrays is additive-ces."),
            EconomyOptions.families(),
            EconomyOptions.rho(),
            OptionSpec.integer("horizon", 0, 0, 256, "steps", "Steps of an episode; 0 as the instance or arrays say."),
            OptionSpec.array("start", 0, 1, 0, 256, "", "The first state, or its distribution; else the instance's."),
            OptionSpec.integer("instance_seed", 0, 0, 1L << 53, "", "Draws the random instance."),
            OptionSpec.integer("agents", 3, 1, 32, "agents", "Consumers of the random instance."),
            OptionSpec.integer("goods", 3, 1, 32, "goods", "Goods of the random instance."),
            OptionSpec.integer("states", 5, 1, 256, "states", "Contexts of the random instance."),
            OptionSpec.integer("planner_actions", 3, 1, 64, "actions", "Planner's choices in the random instance."),
            OptionSpec.number("noise", 0, 0, 1e3, "", "Standard deviation of the noise on rewards."),
            OptionSpec.choice(
                    "market",
                    "report",
                    List.of(MarketMode.REPORT.id(), MarketMode.PROPOSAL.id()),
                    "What consumers tell the auctioneer."),
            EconomyOptions.tolerance());

    static final OptionsSchema OPTIONS = new OptionsSchema(
            Stream.concat(SPECS.stream(), PlayOptions.SPECS.stream()).toList());

    private final Options options;

    ModelOptions(Options options) {
        this.options = options;
    }

    /** What the model takes, drawn or given, with the certified equilibrium of every step and state. */
    static TableSize tables(Options options) {
        long steps = Math.max(HORIZON_OF_RANDOM, options.integer("horizon"));
        long contexts = steps * options.integer("states");
        long cells = contexts * options.integer("planner_actions") * options.integer("states");
        long market = (long) options.integer("agents") * options.integer("goods");
        return TableSize.ofArrays(options)
                .plus(cells * CELL_BYTES + contexts * market * MARKET_BYTES, cells * CELL_BYTES)
                .perRow(market * MARKET_BYTES + contexts, cells * CELL_BYTES + contexts * market * MARKET_BYTES);
    }

    MarkovModel model() {
        boolean given = options.has("weights") || options.has("endowments") || options.has("transitions");
        for (String name : given ? List.<String>of() : List.of("mixture", "productivity")) {
            options.requireNone(name, "beside weights, endowments and transitions");
        }
        MarkovModel base = given ? fromArrays() : fromInstance();
        EconomyOptions.checkUtilities(base.preferences(), base.weights(), 0);
        return withStart(base);
    }

    private MarkovModel fromInstance() {
        String name = options.text("instance");
        int horizon = options.integer("horizon");
        if (name.equals(RANDOM)) {
            return random(horizon == 0 ? HORIZON_OF_RANDOM : horizon);
        }
        MarkovModel model = Instances.named(name);
        if (horizon != 0 && horizon != model.horizon()) {
            throw Problem.option(
                    "horizon", "0 or " + model.horizon() + " for instance " + name, horizon, model.horizon());
        }
        boolean asItIs = options.text("utility").equals(AS_INSTANCE)
                && options.text("families").isEmpty()
                && !options.has("rho");
        if (asItIs) {
            return model;
        }
        Utility own = model.preferences().family(0);
        return copy(model, preferences(own, model.agents(), model.goods()), model.start());
    }

    private Preferences preferences(Utility own, int agents, int goods) {
        String name = options.text("utility");
        return EconomyOptions.preferences(options, name.equals(AS_INSTANCE) ? own.id() : name, HALF, agents, goods);
    }

    private MarkovModel random(int horizon) {
        RandomInstances.Size size = new RandomInstances.Size(
                horizon,
                options.integer("states"),
                options.integer("planner_actions"),
                options.integer("agents"),
                options.integer("goods"));
        checkSize(horizon, size.states(), size.actions());
        Preferences preferences = preferences(Utility.ADDITIVE_CES, size.agents(), size.goods());
        boolean leontief = preferences.has(Utility.LEONTIEF);
        MarkovModel drawn = RandomInstances.draw(
                size, leontief ? Utility.LEONTIEF : Utility.ADDITIVE_CES, HALF, options.longInteger("instance_seed"));
        return copy(drawn, preferences, drawn.start());
    }

    private static void checkSize(int horizon, int states, int actions) {
        if ((long) horizon * states * actions * states > CELLS_MAX) {
            throw Problem.option("states", "at most " + CELLS_MAX + " transition chances in all", states, (int)
                    Math.sqrt(CELLS_MAX / ((double) horizon * actions)));
        }
    }

    private static MarkovModel copy(MarkovModel from, Preferences preferences, double[] start /* [S] */) {
        return new MarkovModel(
                from.horizon(),
                from.states(),
                from.actions(),
                preferences,
                from.weights(),
                from.endowments(),
                from.productivity(),
                from.transitions(),
                start,
                from.mixture());
    }

    private MarkovModel fromArrays() {
        List<NumberArray> parts = parts(EconomyOptions.array(options, "transitions")); // [M]
        NumberArray weights = EconomyOptions.array(options, "weights");
        NumberArray endowments = EconomyOptions.array(options, "endowments");
        List<Integer> shape = parts.get(0).shape();
        int states = shape.get(shape.size() - 1);
        int actions = shape.get(shape.size() - 2);
        if (shape.get(shape.size() - 3) != states) {
            throw Problem.option("transitions", "[step][state][action][next state]", shape);
        }
        int horizon = horizon(parts.get(0), weights, endowments);
        checkSize(horizon * parts.size(), states, actions);
        int agents = weights.shape().get(weights.rank() - 2);
        int goods = weights.shape().get(weights.rank() - 1);
        double[] owned =
                GivenArrays.spread("endowments", endowments, List.of(horizon, states, agents, goods)); // [H, S, N, L]
        EconomyOptions.checkEndowments(owned, agents, goods);
        LinearMixture mixture = mixture(parts, List.of(horizon, states, actions, states));
        return new MarkovModel(
                horizon,
                states,
                actions,
                preferences(Utility.ADDITIVE_CES, agents, goods),
                GivenArrays.spread("weights", weights, List.of(horizon, states, agents, goods)),
                owned,
                productivity(states),
                mixture.mixed(),
                new double[] {1},
                options.has("mixture") ? mixture : LinearMixture.NONE);
    }

    /** The parts of linear-mixture transitions, along their leading axis; else the transitions alone. */
    private List<NumberArray> parts(NumberArray transitions) { // [M]
        boolean mixed = options.has("mixture");
        int rank = transitions.rank() - (mixed ? 1 : 0);
        if (rank != 3 && rank != 4) {
            throw Problem.option(
                    "transitions", mixed ? "rank 4 or 5 with mixture" : "rank 3 or 4", transitions.shape());
        }
        if (!mixed) {
            return List.of(transitions);
        }
        List<Integer> shape = transitions.shape().subList(1, transitions.rank());
        double[] values = transitions.values(); // [M, ...]
        int length = values.length / transitions.shape().get(0);
        List<NumberArray> parts = new ArrayList<>();
        for (int at = 0; at < values.length; at += length) {
            parts.add(new NumberArray(shape, Arrays.copyOfRange(values, at, at + length)));
        }
        return parts;
    }

    private LinearMixture mixture(List<NumberArray> parts /* [M] */, List<Integer> shape) {
        double[] theta = options.array("mixture").map(NumberArray::values).orElse(new double[] {1}); // [M]
        if (theta.length != parts.size() || Math.abs(Arrays.stream(theta).sum() - 1) > GivenArrays.SUM_TOLERANCE) {
            throw Problem.option("mixture", parts.size() + " weights that sum to 1", Arrays.toString(theta));
        }
        int length = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        double[] all = new double[parts.size() * length]; // [M, H, S, A, S]
        for (int m = 0; m < theta.length; m++) {
            double[] part = GivenArrays.normalised(
                    GivenArrays.spread("transitions", parts.get(m), shape), shape.get(1)); // [H, S, A, S]
            System.arraycopy(part, 0, all, m * length, length);
        }
        return new LinearMixture(all, theta);
    }

    private int horizon(NumberArray... arrays) {
        int horizon = options.integer("horizon");
        for (NumberArray array : arrays) {
            if (array.rank() == 4 && horizon == 0) {
                horizon = array.shape().get(0);
            }
        }
        if (horizon == 0) {
            throw Problem.option("horizon", "a positive number beside arrays without steps", 0);
        }
        return horizon;
    }

    private double[] productivity(int states) { // [S]
        double[] ones = new double[states];
        Arrays.fill(ones, 1);
        double[] factor = options.array("productivity").map(NumberArray::values).orElse(ones); // [S]
        if (factor.length != states) {
            throw Problem.option("productivity", states + " numbers", factor.length);
        }
        return factor;
    }

    private MarkovModel withStart(MarkovModel model) {
        Optional<NumberArray> start = options.array("start");
        if (start.isEmpty()) {
            if (model.start().length == model.states()) {
                return model;
            }
            return copy(model, model.preferences(), point(0, model.states()));
        }
        double[] values = start.get().values(); // [1 or S]
        if (start.get().rank() == 0) {
            int state = OptionIndex.of("start", "a state", values[0], model.states());
            return copy(model, model.preferences(), point(state, model.states()));
        }
        if (values.length != model.states() || Math.abs(Arrays.stream(values).sum() - 1) > GivenArrays.SUM_TOLERANCE) {
            throw Problem.option("start", model.states() + " chances that sum to 1", start.get());
        }
        return copy(model, model.preferences(), values);
    }

    private static double[] point(int state, int states) { // [S]
        double[] start = new double[states];
        start[state] = 1;
        return start;
    }
}
