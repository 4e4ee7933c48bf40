package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Tensors;

/**
 * What bids are measured by while they are made: the payoff against the others' strategy or equilibrium. The best reply to a
 * strategy is tabulated over signals once.
 */
final class BidBenchmark {
    private static final int CELLS = 256;

    private final @Nullable Equilibrium equilibrium;
    private final @Nullable Profile strategy;
    private final List<PiecewisePolynomial> best = new ArrayList<>(); // by bidder, over signals; empty if not wanted
    private final List<PayoffTable> payoffs = new ArrayList<>(); // by bidder; empty if there is no such table

    private BidBenchmark(@Nullable Equilibrium equilibrium, @Nullable Profile strategy) {
        this.equilibrium = equilibrium;
        this.strategy = strategy;
    }

    /** Solves only what the wanted metrics need. */
    static BidBenchmark of(SealedBidEconomy economy, SealedBidSettings settings, Tensors tensors) {
        boolean regret = tensors.wants("regret");
        boolean any = regret || tensors.wants("bid_distance");
        Profile strategy = any ? settings.strategyProfile() : null;
        Equilibrium equilibrium = any ? economy.equilibrium().orElse(null) : null;
        BidBenchmark made = new BidBenchmark(equilibrium, strategy);
        boolean searched =
                strategy != null || (settings.approximate() && settings.known().isEmpty());
        if (regret && searched) {
            made.tabulate(settings.game());
        }
        Profile profile = strategy == null && equilibrium instanceof PrivateEquilibrium own ? own.profile() : strategy;
        if (regret && profile != null && settings.game().riskAversion() == 0) {
            made.tabulate(profile);
        }
        return made;
    }

    private void tabulate(SealedBidGame game) {
        Exploitability exploited = strategy == null ? null : new Exploitability(strategy);
        boolean alike = strategy != null ? strategy.alike() : game.symmetric();
        for (int i = 0; i < game.bidders(); i++) {
            int bidder = i;
            best.add(
                    i > 0 && alike
                            ? best.get(0)
                            : PiecewisePolynomial.of(
                                    s -> exploited != null
                                            ? exploited.utilityOfBest(bidder, s)
                                            : bestAgainst(bidder, s),
                                    spaced(game.lowestSignal(i), game.highestSignal(i))));
        }
    }

    private void tabulate(Profile profile) {
        SealedBidGame game = profile.game();
        for (int i = 0; i < game.bidders(); i++) {
            boolean again = i > 0 && profile.alike();
            payoffs.add(again ? payoffs.get(0) : new PayoffTable(profile.payoff(i), i));
        }
    }

    private double bestAgainst(int bidder, double signal) {
        Equilibrium known = equilibrium;
        return known == null ? Double.NaN : known.bestUtility(bidder, signal);
    }

    private static double[] spaced(double low, double high) { // [cells + 1]
        double[] all = new double[CELLS + 1]; // [cells + 1]
        Arrays.setAll(all, k -> k == CELLS ? high : low + (high - low) * k / CELLS);
        return all;
    }

    double regret(int bidder, double signal, double bid) {
        return Math.max(0, best(bidder, signal) - utility(bidder, signal, bid));
    }

    /** In an equilibrium its own bid is the best reply; the oracle's certificate says to how much. */
    private double best(int bidder, double signal) {
        Equilibrium known = equilibrium;
        if (!best.isEmpty()) {
            return best.get(bidder).at(signal);
        }
        if (known != null && !payoffs.isEmpty()) { // any bid of those that it mixes over will do
            return utility(bidder, signal, (known.lowest(bidder, signal) + known.highest(bidder, signal)) / 2);
        }
        return known == null ? Double.NaN : known.utility(bidder, signal);
    }

    private double utility(int bidder, double signal, double bid) {
        if (!payoffs.isEmpty()) {
            return payoffs.get(bidder).utility(signal, bid);
        }
        Profile given = strategy;
        Equilibrium known = equilibrium;
        if (given != null) {
            return given.payoff(bidder)
                    .utility(signal, Math.min(bid, given.game().budgets()[bidder]));
        }
        return known == null ? Double.NaN : known.utility(bidder, signal, bid);
    }

    double distance(int bidder, double signal, double bid) {
        Equilibrium known = equilibrium;
        if (known == null) {
            return Double.NaN;
        }
        double low = Math.max(0, known.lowest(bidder, signal));
        double high = Math.max(0, known.highest(bidder, signal));
        return Math.max(0, Math.max(low - bid, bid - high));
    }
}
