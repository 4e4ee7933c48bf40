package walras.env.stackelberg.newsvendor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/** Rounds of the game: with an inner retailer one step each, with a seated one two. */
final class NewsvendorDynamics implements Dynamics {
    private static final int DEMAND = 0;
    private static final int LAST = 4;

    private final NewsvendorMarket market;
    private final NewsvendorMarket.@Nullable Equilibrium equilibrium; // null where no metric asks for it
    private final double quantityMax;
    private final double priceMax;
    private final RowRandom random;
    private final @Nullable RetailerLearner inner;
    private final GroupTensors leader;
    private final @Nullable GroupTensors follower;
    private final Tensor[] metrics; // [metric], in the order of the spec
    private final boolean wantsRegret;
    private final boolean repliesBest;

    private final byte[] replying; // [B], 1 while a seated retailer is to act
    private final double[] last; // [B, (wholesale price, quantity, retail price, demand)]

    NewsvendorDynamics(
            Tensors tensors,
            NewsvendorSettings settings,
            NewsvendorMarket.@Nullable Equilibrium equilibrium,
            double quantityMax,
            double priceMax) {
        this.market = settings.market();
        this.equilibrium = equilibrium;
        this.quantityMax = quantityMax;
        this.priceMax = priceMax;
        this.random = tensors.random();
        int rows = tensors.rows();
        RetailerLearner.Kind kind = settings.retailer();
        this.inner = kind == null ? null : new RetailerLearner(kind, rows, market, settings.grid());
        this.leader = tensors.group(NewsvendorEconomy.LEADER);
        this.follower = kind == null ? tensors.group(NewsvendorEconomy.FOLLOWER) : null;
        this.metrics = tensors.metrics().toArray(Tensor[]::new);
        this.wantsRegret = tensors.wants("leader_regret") || tensors.wants("follower_regret");
        this.repliesBest = kind == RetailerLearner.Kind.BEST_RESPONSE;
        this.replying = new byte[rows];
        this.last = new double[rows * LAST];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                replying[row] = 0;
                Arrays.fill(last, row * LAST, (row + 1) * LAST, 0);
                if (inner != null) {
                    inner.reset(row);
                }
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                advanceRow(row);
            }
        }
    }

    private void advanceRow(int row) {
        if (replying[row] == 0) {
            last[row * LAST] = leader.actions().get(0).f64()[row];
        }
        double wholesale = last[row * LAST];
        if (inner != null) {
            inner.reply(row, wholesale);
            settle(row, wholesale, inner.price(row), inner.quantity(row));
            inner.learn(row, wholesale, last[row * LAST + 3]);
        } else if (follower != null && replying[row] == 1) {
            double price = follower.actions().get(0).f64()[row];
            double quantity = follower.actions().get(1).f64()[row];
            settle(row, wholesale, price, quantity);
            double sold = Math.min(quantity, last[row * LAST + 3]);
            follower.reward().f64()[row] = price * sold - wholesale * quantity;
            replying[row] = 0;
        } else if (follower != null) {
            leader.reward().f64()[row] = 0;
            follower.reward().f64()[row] = 0;
            for (Tensor metric : metrics) {
                metric.f64()[row] = Double.NaN;
            }
            replying[row] = 1;
        }
    }

    private void settle(int row, double wholesale, double price, double quantity) {
        double demand = market.meanDemand(price) + noise(row);
        int at = row * LAST;
        last[at + 1] = Math.min(quantityMax, quantity);
        last[at + 2] = Math.min(priceMax, price);
        last[at + 3] = demand;
        leader.reward().f64()[row] = wholesale * last[at + 1];
        for (int k = 0; k < LAST; k++) {
            metrics[k].f64()[row] = last[at + k];
        }
        if (wantsRegret) {
            writeRegret(row, wholesale, price, quantity);
        }
        if (equilibrium != null) {
            metrics[6].f64()[row] = Math.abs(wholesale - equilibrium.wholesalePrice());
        }
    }

    /** A best reply costs two microseconds: where the inner retailer plays it, it is not computed again. */
    private void writeRegret(int row, double wholesale, double price, double quantity) {
        double bestPrice = repliesBest ? price : market.bestPrice(wholesale);
        double bestQuantity = repliesBest ? quantity : market.quantity(wholesale, bestPrice);
        double best = bestPrice > 0 ? market.followerProfit(wholesale, bestPrice, bestQuantity) : 0;
        if (equilibrium != null) {
            metrics[4].f64()[row] = equilibrium.leaderProfit() - wholesale * bestQuantity;
        }
        metrics[5].f64()[row] = best - market.followerProfit(wholesale, price, quantity);
    }

    private double noise(int row) {
        return market.noiseStd()
                * switch (market.noise()) {
                    case NORMAL -> random.normal(row, DEMAND, 0);
                    case UNIFORM -> Noise.UNIFORM.quantile(random.uniform(row, DEMAND, 0));
                    case NONE -> 0;
                };
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int k = 0; k < LAST; k++) {
                leader.observations().get(k).f64()[row] = last[row * LAST + k];
            }
            leader.active().u8()[row] = (byte) (1 - replying[row]);
            if (follower != null) {
                follower.observations().get(0).f64()[row] = last[row * LAST];
                follower.observations().get(1).f64()[row] = last[row * LAST + 2];
                follower.observations().get(2).f64()[row] = last[row * LAST + 3];
                follower.active().u8()[row] = replying[row];
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.bytes("newsvendor.replying", replying);
        visitor.doubles("newsvendor.last", last);
        if (inner != null) {
            inner.state(visitor, "newsvendor.hidden.inner");
        }
    }

    @Override
    public int minRowsPerThread() {
        return 64; // a best reply costs two microseconds
    }
}
