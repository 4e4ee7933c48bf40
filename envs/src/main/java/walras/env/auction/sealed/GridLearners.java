package walras.env.auction.sealed;

import java.util.List;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;

/**
 * Learn what to bid on a grid of bids, for each cell of signals by itself, by exponential weights over utilities in units of
 * the largest possible one. {@code hedge} learns from what every bid would have brought against the others' bids of the step
 * (full information), {@code exp3} from what the bid made brought, weighed by its chance.
 */
final class GridLearners implements Policy {
    private static final String HEDGE = "hedge";
    private static final String EXP3 = "exp3";
    private static final long ENTRIES_MAX = 1 << 27;
    private static final int DRAW = 0;

    private final SealedBidGame game;
    private final boolean full;
    private final int n;
    private final int first;
    private final int agents;
    private final int cells;
    private final int grid;
    private final double rate;
    private final double exploration;
    private final double unit;
    private final RowRandom random;
    private final Counterfactual counterfactual;
    private final double[] signals; // [B, n, 1]
    private final double[] privileged; // [B, n]
    private final double[] bids; // [B, n]
    private final double[] reward; // [B, n]
    private final double[] scores; // [B, agents, cells, grid] sums of utilities
    private final int[] cell; // [B, agents] of the bid just made
    private final int[] choice; // [B, agents] its place on the grid
    private final double[] chance; // [B, agents] of it
    private final double[] value; // [B, agents] of a unit, when the bid was made
    private final double[] chances; // [B, grid] scratch of a row

    GridLearners(PolicyContext context, SealedBidGame game) {
        this.game = game;
        Options options = context.options();
        full = context.spec().name().equals(HEDGE);
        n = game.bidders();
        first = context.firstAgent();
        agents = context.agents();
        cells = options.integer("cells");
        grid = options.integer("bids");
        rate = options.number("learning_rate");
        exploration = full ? 0 : options.number("exploration");
        unit = Math.max(Double.MIN_NORMAL, game.utilityOf(game.rates()[0] * game.largestValue()));
        random = context.random();
        counterfactual = new Counterfactual(game);
        signals = context.groupTensors().observation("signal").f64();
        privileged = context.tensors().privileged("values").f64();
        bids = context.groupTensors().action("bid").f64();
        reward = context.groupTensors().reward().f64();
        int rows = context.tensors().rows();
        long entries = (long) rows * agents * cells * grid;
        if (entries > ENTRIES_MAX) {
            throw Problem.limit("policy " + context.spec().name(), "at most " + ENTRIES_MAX + " scores", entries);
        }
        scores = new double[(int) entries];
        cell = new int[rows * agents];
        choice = new int[rows * agents];
        chance = new double[rows * agents];
        value = new double[rows * agents];
        chances = new double[rows * grid];
    }

    static PolicySpec hedge() {
        return new PolicySpec(
                        HEDGE,
                        List.of(SealedBidEconomy.BIDDERS),
                        OptionsSchema.of(cells(), bids(), rate(.1)),
                        "Exponential weights over a grid of bids, taught by what every bid would have brought.")
                .learning();
    }

    static PolicySpec exp3() {
        return new PolicySpec(
                        EXP3,
                        List.of(SealedBidEconomy.BIDDERS),
                        OptionsSchema.of(
                                cells(),
                                bids(),
                                rate(.02),
                                OptionSpec.number(
                                        "exploration", .05, 0, 1, "", "Share of bids that are drawn evenly.")),
                        "Exponential weights over a grid of bids, taught by what the bid made brought.")
                .learning();
    }

    private static OptionSpec cells() {
        return OptionSpec.integer("cells", 10, 1, 1024, "cells", "Equal stretches of signals that are learned apart.");
    }

    private static OptionSpec bids() {
        return OptionSpec.integer("bids", 21, 2, 1024, "bids", "Bids of the grid, equally spaced from 0 to bid_max.");
    }

    private static OptionSpec rate(double value) {
        return OptionSpec.number(
                "learning_rate", value, 0, 100, "", "Weight of a utility, in units of the largest one.");
    }

    private double gridBid(int k) {
        return game.bidMax() * k / (grid - 1);
    }

    private int entry(int row, int agent, int ofCell) {
        return ((row * agents + agent) * cells + ofCell) * grid;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int agent = 0; agent < agents; agent++) {
                choose(row, agent);
            }
        }
    }

    private void choose(int row, int agent) {
        int bidder = first + agent;
        int own = row * agents + agent;
        double low = game.lowestSignal(bidder);
        double width = game.highestSignal(bidder) - low;
        double share = width > 0 ? (signals[row * n + bidder] - low) / width : 0;
        cell[own] = Math.min(cells - 1, (int) (share * cells));
        value[own] = privileged[row * n + bidder];
        weigh(row, entry(row, agent, cell[own]));
        choice[own] = random.choose(row, DRAW, bidder, chances, row * grid, grid);
        chance[own] = chances[row * grid + choice[own]];
        bids[row * n + bidder] = gridBid(choice[own]);
    }

    /** The chances of the grid's bids, from their scores. */
    private void weigh(int row, int entry) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < grid; k++) {
            most = Math.max(most, scores[entry + k]);
        }
        double sum = 0;
        for (int k = 0; k < grid; k++) {
            double weight = StrictMath.exp(rate * (scores[entry + k] - most));
            chances[row * grid + k] = weight;
            sum += weight;
        }
        for (int k = 0; k < grid; k++) {
            chances[row * grid + k] = (1 - exploration) * chances[row * grid + k] / sum + exploration / grid;
        }
    }

    @Override
    public void learn(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int agent = 0; agent < agents; agent++) {
                int own = row * agents + agent;
                int entry = entry(row, agent, cell[own]);
                if (!full) {
                    scores[entry + choice[own]] += reward[row * n + first + agent] / unit / chance[own];
                    continue;
                }
                for (int k = 0; k < grid; k++) {
                    scores[entry + k] +=
                            counterfactual.utility(bids, row * n, first + agent, value[own], gridBid(k)) / unit;
                }
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        weights(visitor);
        visitor.ints("grid.cell", cell);
        visitor.ints("grid.choice", choice);
        visitor.doubles("grid.chance", chance);
        visitor.doubles("grid.value", value);
    }

    @Override
    public void weights(StateVisitor visitor) {
        visitor.doubles("grid.scores", scores);
    }
}
