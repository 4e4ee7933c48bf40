package walras.env.exchange;

import java.util.Arrays;
import java.util.Optional;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.GroupTensors;
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
    private final Tensors tensors;
    private final GroupTensors planner;
    private final GroupTensors consumers;
    private final int[] chosen; // [B, 1]
    private final double[] said; // [B, N, L] first action
    private final double[] owned; // [B, N, L] endowments of each row's market
    private final byte[] solves; // [B] 1 where the kernel must clear the row

    // The state.
    private final int[] state; // [B]
    private final int[] step; // [B]
    private final double[] prices; // [B, L]
    private final double[] bundles; // [B, N, L]

    MarkovDynamics(Tensors tensors, MarkovEconomy economy, Backend backend) {
        int rows = tensors.rows();
        this.tensors = tensors;
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
        planner = tensors.group(MarkovEconomy.PLANNER);
        consumers = tensors.group(ConsumerSpaces.GROUP);
        chosen = planner.action("action").i32();
        said = consumers.actions().get(0).f64();
        owned = new double[rows * size()];
        solves = new byte[rows];
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
                state[row] = tensors.random().choose(row, START, 0, model.start(), 0, model.states());
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
            auctioneer.clearReports(new Rows(rows.from(), rows.to(), solves), said, owned);
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
            auctioneer.averageQuotes(row, consumers.action("prices").f64());
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
        double[] reward = consumers.reward().f64(); // [B, N]
        for (int i = 0; i < n; i++) {
            double heard = report.utility()[row * n + i];
            heard += noise == 0 ? 0 : noise * tensors.random().normal(row, NOISE, i);
            reward[row * n + i] = heard;
            total += heard;
        }
        planner.reward().f64()[row] = total;
        writePlay(row, market, factor);
        System.arraycopy(outcome.prices(), row * model.goods(), prices, row * model.goods(), model.goods());
        System.arraycopy(outcome.allocation(), row * size(), bundles, row * size(), size());
        int next = model.row(step[row], state[row], chosen[row]);
        state[row] = tensors.random().choose(row, NEXT, 0, model.transitions(), next, model.states());
        step[row]++;
        tensors.terminated().u8()[row] = (byte) (step[row] >= model.horizon() ? 1 : 0);
    }

    private void writePlay(int row, int market, double factor) {
        int next = (market / model.states() + 1) * model.states();
        double ahead = optimum.value()[market] - optimum.reward()[market];
        int chances = (market * model.actions() + chosen[row]) * model.states();
        double gap = ahead - Planning.expect(model.transitions(), chances, optimum.value(), next, model.states());
        tensors.metric(MarkovEconomy.PLANNER_GAP).f64()[row] = gap;
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
        FeasibleTrades trades = new FeasibleTrades(model.preferences());
        return factor * trades.welfare(model.weights(), model.endowments(), at, outcome.prices(), row * model.goods());
    }

    @Override
    public void observe(Rows rows) {
        int n = model.agents();
        int l = model.goods();
        double[] tastes = tensors.privileged("weights").f64(); // [B, N, L]
        double[] worth = tensors.privileged("optimal_value").f64(); // [B]
        double[] endowment = consumers.observation("endowment").f64(); // [B, N, L]
        for (int row = rows.from(); row < rows.to(); row++) {
            int from = market(row) * size();
            System.arraycopy(model.weights(), from, tastes, row * size(), size());
            System.arraycopy(model.endowments(), from, endowment, row * size(), size());
            worth[row] = optimum.value()[step[row] * model.states() + state[row]];
            planner.observation("state").i32()[row] = state[row];
            planner.observation("step").i32()[row] = step[row];
            System.arraycopy(prices, row * l, planner.observation("prices").f64(), row * l, l);
            Arrays.fill(consumers.observation("state").i32(), row * n, (row + 1) * n, state[row]);
            Arrays.fill(consumers.observation("step").i32(), row * n, (row + 1) * n, step[row]);
            for (int i = 0; i < n; i++) {
                int at = (row * n + i) * l;
                System.arraycopy(
                        prices, row * l, consumers.observation("prices").f64(), at, l);
            }
            System.arraycopy(
                    bundles, row * size(), consumers.observation("bundle").f64(), row * size(), size());
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
