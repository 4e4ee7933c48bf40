package walras.env.auction;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;

/** {@code auction/two-rooms-v0}. */
final class TwoRoomsEnvironment implements Environment {
    private static final OptionsSchema OPTIONS = AuctionOptions.schema(
            List.of(
                    OptionSpec.choice(
                            "primitives",
                            "options",
                            List.of("options", "actions"),
                            "Three frozen sub-policies (door, blue, green), or the seven literal actions."),
                    OptionSpec.choice("goal", "green", List.of("green", "blue"), "Which tile to reach."),
                    OptionSpec.integer("start_room", 1, 1, 2, "", "The room in which episodes begin.")),
            TwoRoomsStep.CLOCK_MAX,
            1,
            List.of(TwoRoomsTask.IMAGE, AuctionOptions.INDEX, AuctionOptions.ONE_HOT));

    @Override
    public String id() {
        return "auction/two-rooms-v0";
    }

    @Override
    public String summary() {
        return "A grid world of two rooms and a door, where the bidders are sub-policies that act for many steps.";
    }

    @Override
    public String description() {
        return """
                A 9 x 5 grid of two 3 x 3 rooms with a closed, unlocked red door between them; green tile at (7, 3), blue tile at (7, 1). Literal actions: left,
                right, forward, pickup, drop, toggle (opens and closes the door ahead), done. `done` on the tile of `goal` with the k-th literal action pays
                1 - 0.018 k and terminates; so does any fiftieth action. An episode begins in `start_room` at a random cell of floor and heading with nothing but floor
                or wall ahead.

                With `primitives` = `options` the primitives are three frozen sub-policies: 0 opens the door and enters the second room, 1 goes to the blue tile, 2 to the
                green one; each runs until it says `done`, and says so at once where it is not at home. An option of k actions is discounted by discount^k, and its reward is
                the discounted sum of what its actions found; the metric `task_reward` is not discounted. With `actions` the primitives are the literal actions.

                The image is the egocentric 7 x 7 view (kind, colour, state), element [column][line][channel]; `observation` = `index` or `one-hot` shows the pose itself.
                World states are clock * 152 + pose.
                """
                + TabularEnvironment.RULES;
    }

    @Override
    public Guide guide() {
        return Guide.read(TwoRoomsEnvironment.class, "society.md", "two-rooms.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                TabularEnvironment.PAPER,
                "Chevalier-Boisvert et al.: Minigrid & Miniworld: Modular & Customizable Reinforcement Learning"
                        + " Environments for Goal-Oriented Tasks. NeurIPS 2023, arXiv:2306.13831.");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public Economy economy(Options options) {
        TwoRoomsTask task = new TwoRoomsTask(options);
        return AuctionOptions.planned(options) ? new PlannerEconomy(task) : new BiddersEconomy(task, options);
    }
}
