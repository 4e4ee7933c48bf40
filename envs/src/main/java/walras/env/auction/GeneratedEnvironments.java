package walras.env.auction;

import java.util.List;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;

/** The environments of generated worlds. */
final class GeneratedEnvironments {
    /** What looking at every chance may take while a world is made. */
    private static final long CELLS_MAX = 1 << 24;

    private GeneratedEnvironments() {}

    static Environment random() {
        return new TabularEnvironment(
                "auction/random-v0",
                "random.md",
                "A random stochastic tabular world of any size.",
                """
                Every pair of state and primitive leads to `branching` random states with random chances and pays a reward drawn uniformly from [0, 1]. Each state but the first is terminal with
                probability `ending`. An episode begins in state 0. `world_seed` names the world.""",
                TabularEnvironment.schema(
                        20,
                        100,
                        OptionSpec.integer("world_seed", 0, 0, 1L << 53, "", "Which world."),
                        OptionSpec.integer("states", 10, 2, 1000, "states", "S."),
                        OptionSpec.integer("primitives", 4, 1, 64, "", "N."),
                        OptionSpec.integer("branching", 3, 1, 16, "states", "Successors of a pair."),
                        OptionSpec.number("ending", 0.1, 0, 1, "", "Chance that a state is terminal.")),
                GeneratedEnvironments::randomTask);
    }

    private static TabularTask randomTask(Options options) {
        int states = options.integer("states");
        int primitives = options.integer("primitives");
        if ((long) states * states * primitives > CELLS_MAX) {
            throw Problem.option("states", "states^2 x primitives <= " + CELLS_MAX, states, (int)
                    Math.sqrt(CELLS_MAX / (double) primitives));
        }
        return task(
                options,
                GeneratedWorlds.random(
                        options.longInteger("world_seed"),
                        states,
                        primitives,
                        options.integer("branching"),
                        options.number("ending")));
    }

    static Environment grid() {
        return new TabularEnvironment(
                "auction/grid-v0",
                "grid.md",
                "An open grid of any size with a goal in the far corner.",
                """
                Primitives step right (0), down (1), left (2) and up (3); walls stop them. Entering the far corner pays `goal_reward` and terminates, every other step costs `step_cost`. State is
                y * `width` + x.""",
                TabularEnvironment.schema(
                        50,
                        1,
                        OptionSpec.integer("width", 4, 2, 64, "cells", "Columns."),
                        OptionSpec.integer("height", 4, 1, 64, "cells", "Lines."),
                        OptionSpec.number("goal_reward", 0.8, -1e9, 1e9, "", "What entering the goal pays."),
                        OptionSpec.number("step_cost", 0, 0, 1e9, "", "What every other step costs."),
                        OptionSpec.choice("start", "corner", List.of("corner", "anywhere"), "Where episodes begin.")),
                options -> task(
                        options,
                        GeneratedWorlds.grid(
                                options.integer("width"),
                                options.integer("height"),
                                options.number("goal_reward"),
                                options.number("step_cost"),
                                options.text("start").equals("anywhere"))));
    }

    static Environment keyDoor() {
        return new TabularEnvironment(
                "auction/key-door-v0",
                "key-door.md",
                "Rooms whose doors open to one primitive each: what a society keeps when part of a task changes.",
                """
                In every room one primitive is the key to the next room; any other changes nothing. Entering the last room of a path pays `goal_reward` and terminates. There are 2 x `length` primitives: 0 to
                `length` - 1, and one spare for each. `structure`: `linear` is one path; `ancestor` two paths with a common first key; `descendant` two paths with a common last key; `invariance` two paths with
                the same keys. `task` = `second` exchanges one key of the first task for its spare: the last one, or for `descendant` the first one. Room is path x (`length` + 1) + keys
                used.""",
                TabularEnvironment.schema(
                        10,
                        1,
                        OptionSpec.choice(
                                "structure",
                                "linear",
                                List.of("linear", "ancestor", "descendant", "invariance"),
                                "How paths share keys."),
                        OptionSpec.integer("length", 3, 2, 64, "keys", "Keys of a path."),
                        OptionSpec.choice("task", "first", List.of("first", "second"), "Before or after the change."),
                        OptionSpec.number("goal_reward", 0.8, -1e9, 1e9, "", "What the last key pays.")),
                options -> task(
                        options,
                        GeneratedWorlds.keyDoor(
                                options.text("structure"),
                                options.integer("length"),
                                options.text("task").equals("second"),
                                options.number("goal_reward"))));
    }

    private static TabularTask task(Options options, GlobalMdp world) {
        return new TabularTask(
                world, options.number("discount"), options.integer("horizon"), AuctionOptions.oneHot(options));
    }
}
