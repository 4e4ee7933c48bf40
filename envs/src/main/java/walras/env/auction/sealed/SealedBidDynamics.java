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
        int base = row * n;
        boolean common = game.dependence() == Dependence.MINERAL_RIGHTS;
        double value = common ? game.values(0).draw(random.uniform(row, SIGNAL, n)) : 0;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double share = random.uniform(row, SIGNAL, i);
            double signal = common
                    ? value + game.noise() * (2 * share - 1)
                    : game.values(i).draw(share);
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
            meter.measure(row, bids, signals, values, reward);
            terminated[row] = (byte) (++round[row] >= settings.rounds() ? 1 : 0);
            if (settings.feedback() != Feedback.NONE) {
                remember(row);
            }
            if (settings.redraws()) {
                draw(row);
            }
        }
    }

    private void pay(int row) {
        for (int i = 0; i < n; i++) {
            int at = row * n + i;
            double fee = kernel.takesPart(row, i) ? game.fee() : 0;
            reward[at] = game.utilityOf(kernel.rate(row, i) * values[at] - kernel.payment(row, i) - fee);
        }
    }

    private void remember(int row) {
        for (int i = 0; i < n; i++) {
            int at = row * n + i;
            last[3 * at] = bids[at];
            last[3 * at + 1] = kernel.rate(row, i);
            last[3 * at + 2] = kernel.payment(row, i);
            lastBids[at] = bids[at];
        }
        int taken = Math.min(kernel.present(row), game.places());
        for (int k = 0; k < game.places(); k++) {
            lastPrices[row * game.places() + k] =
                    k < taken ? kernel.payment(row, kernel.at(row, k)) / game.rates()[k] : 0;
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
