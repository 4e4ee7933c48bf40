package walras.env.exchange;

import java.util.Arrays;
import java.util.Optional;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FeasibleTrades;
import walras.env.exchange.markov.Deviation;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;

/**
 * State: each row's context, steps taken, last prices and bundles. Reports that are the truth are answered from the optimum's table,
 * which holds the very numbers that the kernel would find again.
 */
final class MarkovDynamics implements Dynamics {
    private static final int START = 0;
    private static final int NEXT = 1;
    private static final int NOISE = 2;

    private final MarkovModel model;
    private final MarketMode mode;
    private final Backend backend;
    private final Deviation deviation;
    private final double noise;
    private final JointOptimum optimum;
    private final Auctioneer auctioneer;
    private final MarketReport report;
    private final PlayTable play;
    private final boolean measures;
    private final MarkovView view;
    private final RowRandom random;
    private final int[] chosen; // [B, 1]
    private final double[] said; // [B, N, L] first action
    private final double[] quotes; // [B, N, L] of proposals, else empty
    private final double[] reward; // [B, N]
    private final double[] plannerReward; // [B, 1]
    private final double[] plannerGap; // [B]
    private final byte[] terminated; // [B]
    private final double[] owned; // [B, N, L] endowments of each row's market
    private final byte[] solves; // [B] 1 where the kernel must clear the row
    private final Rows solving; // those
    private final ThreadLocal<FeasibleTrades> trades;

    // The state.
    private final int[] state; // [B]
    private final int[] step; // [B]
    private final double[] prices; // [B, L]
    private final double[] bundles; // [B, N, L]

    MarkovDynamics(Tensors tensors, MarkovEconomy economy, Backend backend) {
        int rows = tensors.rows();
        this.model = economy.model();
        this.mode = economy.mode();
        this.noise = economy.noise();
        deviation = economy.deviation();
        this.backend = backend;
        optimum = economy.optimum();
        auctioneer = new Auctioneer(
                rows, Kernels.of(backend, mode, Optional.empty(), model.preferences(), economy.tolerance(), rows));
        report = new MarketReport(tensors, model.preferences(), economy.tolerance());
        measures = PlayTable.isWanted(tensors);
        play = new PlayTable(tensors, model, optimum);
        view = new MarkovView(tensors, model, optimum);
        random = tensors.random();
        GroupTensors planner = tensors.group(MarkovEconomy.PLANNER);
        GroupTensors consumers = tensors.group(ConsumerSpaces.GROUP);
        chosen = planner.action("action").i32();
        said = consumers.actions().get(0).f64();
        quotes = mode == MarketMode.PROPOSAL ? consumers.action("prices").f64() : new double[0];
        reward = consumers.reward().f64();
        plannerReward = planner.reward().f64();
        plannerGap = tensors.metric(MarkovEconomy.PLANNER_GAP).f64();
        terminated = tensors.terminated().u8();
        owned = new double[rows * size()];
        solves = new byte[rows];
        solving = new Rows(0, rows, solves);
        trades = ThreadLocal.withInitial(() -> new FeasibleTrades(model.preferences()));
        state = new int[rows];
        step = new int[rows];
        prices = new double[rows * model.goods()];
        bundles = new double[rows * size()];
    }

    private int size() {
        return model.agents() * model.goods();
    }

    /** The static economy that a row is in; at the end of the episode, the last one. */
    private int market(int row) {
        return Math.min(step[row], model.horizon() - 1) * model.states() + state[row];
    }

    @Override
    public void initial(Rows rows) {
        int l = model.goods();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                state[row] = random.choose(row, START, 0, model.start(), 0, model.states());
                step[row] = 0;
                Arrays.fill(prices, row * l, (row + 1) * l, 1.0 / l);
                Arrays.fill(bundles, row * size(), (row + 1) * size(), 0);
            }
        }
        play.initial(rows);
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                System.arraycopy(model.endowments(), market(row) * size(), owned, row * size(), size());
                prepare(row);
            } else {
                solves[row] = 0;
            }
        }
        if (mode == MarketMode.REPORT) {
            auctioneer.clearReports(rows.from(), rows.to(), solving, said, owned);
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                finish(row);
            }
        }
        if (measures) {
            play.measure(rows);
        }
    }

    private void prepare(int row) {
        int market = market(row);
        int from = market * size();
        boolean truth = mode == MarketMode.REPORT
                && Arrays.equals(model.weights(), from, from + size(), said, row * size(), (row + 1) * size());
        solves[row] = (byte) (mode == MarketMode.REPORT && !truth ? 1 : 0);
        if (truth) {
            copyOptimum(row, market);
        } else if (mode == MarketMode.PROPOSAL) {
            auctioneer.averageQuotes(row, quotes);
            auctioneer.deliver(row, said, model.weights(), from, owned);
        }
    }

    private void copyOptimum(int row, int market) {
        int l = model.goods();
        Equilibria from = optimum.equilibria();
        Equilibria to = auctioneer.outcome();
        System.arraycopy(from.prices(), market * l, to.prices(), row * l, l);
        System.arraycopy(from.allocation(), market * size(), to.allocation(), row * size(), size());
        to.clearing()[row] = from.clearing()[market];
        to.budget()[row] = from.budget()[market];
        to.demandGap()[row] = from.demandGap()[market];
        to.iterations()[row] = from.iterations()[market];
        to.status()[row] = from.status()[market];
    }

    private void finish(int row) {
        int market = market(row);
        int n = model.agents();
        double factor = model.productivity()[state[row]];
        Equilibria outcome = auctioneer.outcome();
        report.write(row, factor, outcome, model.weights(), model.endowments(), market * size());
        double total = 0;
        for (int i = 0; i < n; i++) {
            double heard = report.utility()[row * n + i];
            heard += noise == 0 ? 0 : noise * random.normal(row, NOISE, i);
            reward[row * n + i] = heard;
            total += heard;
        }
        plannerReward[row] = total;
        writePlay(row, market, factor);
        System.arraycopy(outcome.prices(), row * model.goods(), prices, row * model.goods(), model.goods());
        System.arraycopy(outcome.allocation(), row * size(), bundles, row * size(), size());
        int next = model.row(step[row], state[row], chosen[row]);
        state[row] = random.choose(row, NEXT, 0, model.transitions(), next, model.states());
        step[row]++;
        terminated[row] = (byte) (step[row] >= model.horizon() ? 1 : 0);
    }

    private void writePlay(int row, int market, double factor) {
        int next = (market / model.states() + 1) * model.states();
        double ahead = optimum.value()[market] - optimum.reward()[market];
        int chances = (market * model.actions() + chosen[row]) * model.states();
        double gap = ahead - Planning.expect(model.transitions(), chances, optimum.value(), next, model.states());
        plannerGap[row] = gap;
        if (measures) {
            double reached = report.welfare(row);
            play.note(row, market, reached, reachable(row, market, factor, reached), chosen[row]);
        }
    }

    /** The most welfare that deviations reach at the row's prices. */
    private double reachable(int row, int market, double factor, double reached) {
        Equilibria outcome = auctioneer.outcome();
        int at = market * size();
        if (deviation == Deviation.BUDGET) {
            return reached + factor * report.loss(model.weights(), model.endowments(), at, outcome, row);
        }
        return factor
                * trades.get().welfare(model.weights(), model.endowments(), at, outcome.prices(), row * model.goods());
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            view.observe(row, state[row], step[row], market(row), prices, bundles);
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("markov.state", state);
        visitor.ints("markov.step", step);
        visitor.doubles("markov.prices", prices);
        visitor.doubles("markov.bundles", bundles);
        play.state(visitor);
    }

    @Override
    public int minRowsPerThread() {
        return Kernels.minRowsPerThread(backend);
    }
}
