package walras.env.auction.sealed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Auctions one after another: draws signals, clears bids, pays. */
final class SealedBidDynamics implements Dynamics {
    private static final int SIGNAL = 0; // purpose of the draws of signals

    private final SealedBidSettings settings;
    private final SealedBidGame game;
    private final int n;
    private final RowRandom random;
    private final SealedBidKernel kernel;
    private final SealedBidMeter meter;
    private final double[] bids; // [B, n]
    private final double[] reward; // [B, n]
    private final byte[] terminated; // [B]
    private final double[] seenSignal; // [B, n, 1]
    private final double @Nullable [] seenSignals; // [B, n, n] where all see all
    private final double @Nullable [] seenLast; // [B, n, 3]
    private final double @Nullable [] seenPrices; // [B, n, K]
    private final double @Nullable [] seenBids; // [B, n, n]
    private final double[] privilegedSignals; // [B, n]
    private final double[] privilegedValues; // [B, n]

    private final double[] signals; // [B, n]
    private final double[] values; // [B, n]
    private final int[] round; // [B] auctions of the episode so far
    private final double[] last; // [B, n, 3] bid, rate, payment
    private final double[] lastPrices; // [B, K]
    private final double[] lastBids; // [B, n]
    private final ValueDistribution[] laws; // [n], of mineral rights the common value's
    private final boolean watched; // something is measured or remembered

    SealedBidDynamics(Tensors tensors, SealedBidSettings settings, BidBenchmark benchmark) {
        this.settings = settings;
        this.game = settings.game();
        this.n = game.bidders();
        this.random = tensors.random();
        int rows = tensors.rows();
        this.kernel = new SealedBidKernel(game, rows, random);
        GroupTensors bidders = tensors.group(SealedBidEconomy.BIDDERS);
        Feedback feedback = settings.feedback();
        bids = bidders.action("bid").f64();
        reward = bidders.reward().f64();
        terminated = tensors.terminated().u8();
        seenSignal = bidders.observation("signal").f64();
        seenSignals = game.complete() ? bidders.observation("signals").f64() : null;
        seenLast = feedback.shows(Feedback.OWN) ? bidders.observation("last").f64() : null;
        seenPrices = feedback.shows(Feedback.PRICES)
                ? bidders.observation("last_prices").f64()
                : null;
        seenBids =
                feedback.shows(Feedback.BIDS) ? bidders.observation("last_bids").f64() : null;
        privilegedSignals = tensors.privileged("signals").f64();
        privilegedValues = tensors.privileged("values").f64();
        signals = new double[rows * n];
        values = new double[rows * n];
        round = new int[rows];
        last = new double[rows * n * 3];
        lastPrices = new double[rows * game.places()];
        lastBids = new double[rows * n];
        meter = new SealedBidMeter(tensors, game, kernel, benchmark);
        laws = game.values().toArray(ValueDistribution[]::new);
        watched = meter.busy() || feedback != Feedback.NONE;
    }

    @Override
    public void initial(Rows rows) {
        int places = game.places();
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            round[row] = 0;
            Arrays.fill(last, row * n * 3, (row + 1) * n * 3, 0);
            Arrays.fill(lastPrices, row * places, (row + 1) * places, 0);
            Arrays.fill(lastBids, row * n, (row + 1) * n, 0);
            draw(row);
        }
    }

    private void draw(int row) {
        for (int i = 0; i < n; i++) {
            signals[row * n + i] = random.uniform(row, SIGNAL, i);
        }
        reveal(row);
    }

    /** The same for many rows, hashed side by side. */
    private void draw(Rows rows) {
        random.uniforms(rows, SIGNAL, 0, n, signals, n);
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            reveal(row);
        }
    }

    /** Makes signals and values of the shares that were drawn. */
    private void reveal(int row) {
        int base = row * n;
        if (game.dependence() == Dependence.PRIVATE) {
            for (int i = base; i < base + n; i++) {
                double signal = laws[i - base].draw(signals[i]);
                signals[i] = signal;
                values[i] = signal;
            }
            return;
        }
        boolean common = game.dependence() == Dependence.MINERAL_RIGHTS;
        double value = common ? laws[0].draw(random.uniform(row, SIGNAL, n)) : 0;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double share = signals[base + i];
            double signal = common ? value + game.noise() * (2 * share - 1) : laws[i].draw(share);
            signals[base + i] = signal;
            sum += signal;
        }
        for (int i = 0; i < n; i++) {
            values[base + i] = value(signals[base + i], sum, value);
        }
    }

    private double value(double signal, double sum, double common) {
        return switch (game.dependence()) {
            case PRIVATE -> signal;
            case INTERDEPENDENT -> signal + game.gamma() * (sum - signal) / game.rivals();
            case AVERAGE -> sum / n;
            case MINERAL_RIGHTS -> common;
        };
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            kernel.clear(row, bids);
            pay(row);
            terminated[row] = (byte) (++round[row] >= settings.rounds() ? 1 : 0);
        }
        for (int row = rows.next(rows.from()); watched && row < rows.to(); row = rows.next(row + 1)) {
            meter.measure(row, bids, signals, values, reward);
            if (settings.feedback() != Feedback.NONE) {
                remember(row);
            }
        }
        if (settings.redraws()) {
            draw(rows);
        }
    }

    private void pay(int row) {
        boolean plain = game.riskAversion() == 0;
        for (int at = row * n; at < (row + 1) * n; at++) {
            double fee = kernel.takesPart(at) ? game.fee() : 0;
            double money = kernel.rate(at) * values[at] - kernel.payment(at) - fee;
            reward[at] = plain ? money : game.utilityOf(money);
        }
    }

    private void remember(int row) {
        for (int i = 0; i < n; i++) {
            int at = row * n + i;
            last[3 * at] = bids[at];
            last[3 * at + 1] = kernel.rate(at);
            last[3 * at + 2] = kernel.payment(at);
            lastBids[at] = bids[at];
        }
        int taken = Math.min(kernel.present(row), game.places());
        for (int k = 0; k < game.places(); k++) {
            lastPrices[row * game.places() + k] =
                    k < taken ? kernel.payment(row * n + kernel.at(row, k)) / game.rates()[k] : 0;
        }
    }

    @Override
    public void observe(Rows rows) {
        int from = rows.from() * n;
        int count = (rows.to() - rows.from()) * n;
        System.arraycopy(signals, from, seenSignal, from, count);
        System.arraycopy(signals, from, privilegedSignals, from, count);
        System.arraycopy(values, from, privilegedValues, from, count);
        if (seenLast != null) {
            System.arraycopy(last, 3 * from, seenLast, 3 * from, 3 * count);
        }
        show(rows, signals, n, seenSignals);
        show(rows, lastPrices, game.places(), seenPrices);
        show(rows, lastBids, n, seenBids);
    }

    /** Copies what is a row's to each of its bidders. */
    private void show(Rows rows, double[] ofRow, int width, double @Nullable [] target) { // [B, width], [B, n, width]
        if (target == null) {
            return;
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int i = 0; i < n; i++) {
                System.arraycopy(ofRow, row * width, target, (row * n + i) * width, width);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("sealed.signals", signals);
        visitor.doubles("sealed.hidden.values", values);
        visitor.ints("sealed.round", round);
        visitor.doubles("sealed.last", last);
        visitor.doubles("sealed.last_prices", lastPrices);
        visitor.doubles("sealed.last_bids", lastBids);
    }
}
