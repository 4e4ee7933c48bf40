package walras.env.auction;

import java.util.List;
import walras.env.GroupTensors;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Solution;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** What there is to be good at, whoever chooses the primitives: a world with a discount and a horizon. Immutable and safe to share. */
interface Task {
    /** The privileged tensor that holds the world state of each row. */
    String WORLD_STATE = "world_state";

    /** N. */
    int primitives();

    /** The weight of the next environment step. */
    double discount();

    /** Decisions after which an episode is truncated. */
    int horizon();

    /** How many world states there are; everything that the future depends on is in one. */
    int worldStates();

    /** What a table of bids can tell apart: a world state modulo this. */
    int visibleStates();

    /** What every agent of a group observes. */
    List<TensorSpec> observations();

    /** The world's own metrics. */
    default List<Metric> metrics() {
        return List.of();
    }

    /** What a reset may say about the first state. */
    List<OptionSpec> resetOptions();

    /** Whether the values of world states are known exactly; {@link #q} and {@link #v} may be called only then. */
    boolean valued();

    /** Optimal values at the task's discount; solved when first asked. */
    double[] q(); // [worldStates, N]

    /** Optimal values at the task's discount; solved when first asked. */
    double[] v(); // [worldStates]

    /** A best primitive of every world state; solved when first asked. */
    int[] policy(); // [worldStates]

    /** The oracle's tables. */
    Solution.Builder solution();

    /** The bids at which value bidders settle under some rules, where that is known. */
    default Solution.Builder withValueBids(Solution.Builder solution, AuctionRules rules, double bidMax) {
        return solution;
    }

    /**
     * A batch of worlds that acts in {@code rows}.
     *
     * @param group whose observations to write
     */
    TaskRows open(Tensors tensors, GroupTensors group, AuctionRules rules, AuctionRows rows);
}
