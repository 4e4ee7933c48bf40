package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.env.Solution;

/** The tables of the equilibrium, of the optimal auction and of a strategy given as data. */
final class SealedBidOracle {
    private static final List<String> POINTS = List.of("bidder", "point");
    private static final List<String> BIDDERS = List.of("bidder");
    private static final int SIGNALS_LEAST = 41;
    private static final double TOLERANCE = 1e-9; // of the laws' own unit
    private static final double ROUNDING = 64; // units in the last place of what a signal may win

    private final SealedBidSettings settings;
    private final SealedBidGame game;
    private final @Nullable Profile strategy;
    private final Solution.Builder solution = Solution.builder();
    private final double[][] signals; // [bidders][points]
    private final OutcomeCertificate certificate;
    private double worst; // of what must be nothing, in the laws' unit
    private double revenue = Double.NaN;

    SealedBidOracle(SealedBidSettings settings) {
        this.settings = settings;
        this.game = settings.game();
        this.strategy = settings.strategyProfile();
        this.certificate = new OutcomeCertificate(game);
        this.signals = new double[game.bidders()][];
        for (int i = 0; i < signals.length; i++) {
            signals[i] = signals(i);
        }
    }

    private double[] signals(int bidder) { // [points]
        boolean grid = game.dependence() != Dependence.MINERAL_RIGHTS
                && game.values(bidder).discrete();
        return grid ? game.values(bidder).points().clone() : spaced(bidder, settings.oraclePoints());
    }

    private double[] spaced(int bidder, int count) { // [count]
        double low = game.lowestSignal(bidder);
        double high = game.highestSignal(bidder);
        double[] all = new double[count]; // [count]
        Arrays.setAll(all, k -> k + 1 == count ? high : low + (high - low) * k / (count - 1));
        return all;
    }

    /** @throws Problem BAD_OPTION that names the option to change where no answer is known, borne out or bearable */
    Solution solve() {
        Solution found = within(settings, () -> solve(equilibrium(strategy != null)));
        if (!found.verified() && !settings.approximate()) { // an approximation claims no more than the gain it leaves
            throw Unsolved.unverified(settings);
        }
        return found;
    }

    /** The work, if it costs no more than anybody may ask for. */
    static <T> T within(SealedBidSettings settings, Supplier<T> work) {
        try {
            return Effort.within(Effort.LIMIT, work);
        } catch (Effort.Spent spent) {
            throw Unsolved.tooDear(settings);
        }
    }

    /** The tables and their certificate where a solver claims this equilibrium; null where none is known. */
    Solution solve(@Nullable Equilibrium claimed) {
        if (claimed != null) {
            tabulate(claimed);
        }
        optimum();
        Profile given = strategy;
        if (given != null) {
            exploit(given);
        }
        Solution made = solution.build();
        boolean finite = made.tables().stream()
                .flatMapToDouble(table -> Arrays.stream(table.values()))
                .allMatch(Double::isFinite);
        return solution.verified(finite && worst <= TOLERANCE).build(); // NaN is not
    }

    /** A residual in money. */
    private void certify(String name, double residual) {
        certify(name, residual, residual / certificate.unit());
    }

    private void certify(String name, double residual, double inUnits) {
        worst = Math.max(worst, inUnits); // NaN stays
        solution.certify(name, residual);
    }

    /** Null where a strategy is evaluated in a game without a known solution, and nothing else was asked for. */
    private @Nullable Equilibrium equilibrium(boolean optional) {
        if (settings.commonlyKnown()) {
            knownPositions();
            return null;
        }
        if (settings.approximate()) {
            return settings.known().orElseGet(() -> ApproximateEquilibrium.find(game));
        }
        return optional ? settings.known().orElse(null) : EquilibriumSolver.solve(game);
    }

    /** Random values that all know: the lowest position payments are those of the mechanism in which truth is dominant. */
    private void knownPositions() {
        Equilibrium truth = EquilibriumSolver.solve(game.as(Format.VCG));
        outcome(truth.outcome(), truth.screening(0), false);
    }

    private void tabulate(Equilibrium equilibrium) {
        table("signal", (i, s) -> s);
        table("equilibrium_bid", (i, s) -> Math.max(0, equilibrium.bid(i, s)));
        table("interim_utility", equilibrium::utility);
        if (game.format() == Format.GENERALISED_SECOND_PRICE && settings.fixed()) {
            positions();
        } else {
            table("lowest_bid", (i, s) -> Math.max(0, equilibrium.lowest(i, s)));
            table("highest_bid", (i, s) -> Math.max(0, equilibrium.highest(i, s)));
        }
        each("screening_level", equilibrium::screening);
        each("pooling_level", equilibrium::pooling);
        boolean ranked = alike(equilibrium) && equilibrium.pooling(0) >= game.highestSignal(0) && !game.placesForAll();
        outcome(equilibrium.outcome(), equilibrium.screening(0), ranked);
        deviations(equilibrium);
    }

    private interface OfBidder {
        double at(int bidder);
    }

    private void each(String name, OfBidder function) {
        double[] values = new double[game.bidders()]; // [bidders]
        Arrays.setAll(values, function::at);
        solution.table(name, BIDDERS, List.of(values.length), values);
    }

    private void table(String name, ToDoubleBiFunction<Integer, Double> function) {
        int points = signals[0].length;
        double[] values = new double[game.bidders() * points]; // [bidders, points]
        Arrays.setAll(values, k -> function.applyAsDouble(k / points, signals[k / points][k % points]));
        solution.table(name, POINTS, List.of(game.bidders(), points), values);
    }

    private void outcome(Outcome outcome, double screening, boolean ranked) {
        int n = game.bidders();
        double most = game.dependence() == Dependence.PRIVATE
                ? Moments.rankedMean(game.values(), game.rates())
                : outcome.welfare(); // whoever has the highest signal has the highest value
        double efficiency = most == 0 ? 1 : outcome.welfare() / most;
        revenue = outcome.revenue();
        double residual = certificate.residual(outcome, efficiency, screening, ranked);
        certify("outcome", residual, residual);
        solution.table("expected_utility", BIDDERS, List.of(n), outcome.utility())
                .table("win_probability", BIDDERS, List.of(n), outcome.winning())
                .scalar("expected_revenue", outcome.revenue())
                .scalar("expected_welfare", outcome.welfare())
                .scalar("efficiency", efficiency > 1 ? Math.max(1, efficiency - TOLERANCE) : efficiency)
                .scalar("expected_sales", outcome.sales());
        if (game.riskAversion() == 0) {
            double left = outcome.welfare() - Arrays.stream(outcome.utility()).sum();
            double missing = Math.abs(outcome.revenue() - left);
            double rates = Arrays.stream(game.rates()).limit(game.bidders()).sum();
            double rounding = ROUNDING * Math.ulp(game.largestValue() * rates);
            certify("accounting", missing, (missing - rounding) / certificate.unit());
        }
    }

    private boolean alike(Equilibrium equilibrium) {
        return equilibrium instanceof SignalEquilibrium
                || (equilibrium instanceof PrivateEquilibrium p && p.profile().alike());
    }

    /** The largest gain; what is judged is what rounding of a signal that no law draws does not explain. */
    private void deviations(Equilibrium equilibrium) {
        double most = 0;
        double judged = 0;
        double rate = game.rates()[0];
        for (int i = 0; i < (alike(equilibrium) ? 1 : game.bidders()); i++) {
            for (double signal : deviators(i)) {
                double gain = equilibrium.bestUtility(i, signal) - equilibrium.utility(i, signal);
                most = Math.max(most, gain);
                double rounding =
                        ROUNDING * Math.ulp(game.utilityOf(signal * rate)) + TOLERANCE * beyond(i, signal) * rate;
                judged = Math.max(judged, gain - rounding);
            }
        }
        certify("deviation_gain", most, judged / game.utilityOf(certificate.unit()));
    }

    /** How far above all that the law draws; such a signal's gain is judged beside its own value. */
    private double beyond(int bidder, double signal) {
        double drawn = game.dependence() == Dependence.MINERAL_RIGHTS
                ? signal
                : game.values(bidder).quantile(1 - 1e-12);
        return Math.max(0, signal - drawn);
    }

    /** Of the table, and where the law's mass is. */
    private double[] deviators(int bidder) { // [signals]
        double[] spaced =
                signals[bidder].length >= SIGNALS_LEAST || game.values().get(0).discrete()
                        ? signals[bidder]
                        : spaced(bidder, SIGNALS_LEAST); // [signals]
        if (game.dependence() == Dependence.MINERAL_RIGHTS
                || game.values(bidder).discrete()) {
            return spaced;
        }
        DoubleStream drawn = IntStream.range(1, SIGNALS_LEAST)
                .mapToDouble(k -> game.values(bidder).quantile((double) k / SIGNALS_LEAST));
        return DoubleStream.concat(Arrays.stream(spaced), drawn).toArray();
    }

    private void positions() {
        double[] values =
                game.values().stream().mapToDouble(ValueDistribution::low).toArray();
        PositionAuction auction = new PositionAuction(game.rates(), game.reserve(), values);
        double[] lowest = auction.bids(true); // [bidders]
        double[] highest = auction.bids(false); // [bidders]
        double[] payments = auction.payments(lowest); // [bidders]
        table("lowest_bid", (i, s) -> Math.max(0, lowest[i]));
        table("highest_bid", (i, s) -> Math.max(0, highest[i]));
        solution.table("payment", BIDDERS, List.of(values.length), payments)
                .table("place", BIDDERS, List.of(values.length), auction.places())
                .scalar("highest_revenue", auction.revenue(auction.payments(highest)));
        certify("envy", Math.max(auction.envy(payments), auction.envy(auction.payments(highest))));
    }

    /** Myerson's optimum, for sellers of private values to risk neutral bidders without budgets. */
    private void optimum() {
        boolean known = game.dependence() == Dependence.PRIVATE
                && game.riskAversion() == 0
                && game.leastBudget() == Double.POSITIVE_INFINITY;
        if (!known) {
            return;
        }
        List<VirtualValues> virtual = new ArrayList<>();
        for (int i = 0; i < game.bidders(); i++) {
            boolean again = i > 0 && game.values(i).equals(game.values(i - 1));
            virtual.add(again ? virtual.get(i - 1) : VirtualValues.of(game.values(i)));
        }
        each("optimal_reserve", i -> virtual.get(i).reserve());
        double optimal = VirtualValues.optimalRevenue(virtual, game.rates());
        solution.scalar("optimal_revenue", optimal);
        if (!Double.isNaN(revenue)) {
            double residual = certificate.optimum(revenue, optimal);
            certify("optimum", residual, residual);
        }
    }

    /** How much bidders gain by replying best, one at a time, to a strategy given as data. */
    private void exploit(Profile strategy) {
        Exploitability exploited = new Exploitability(strategy);
        double[][] utilities = utilities(strategy, exploited); // [2][bidders]
        double[] own = utilities[0]; // [bidders]
        double[] best = utilities[1]; // [bidders]
        double gain = 0;
        for (int i = 0; i < own.length; i++) {
            gain += best[i] - own[i];
            worst = Math.max(worst, (own[i] - best[i]) / certificate.unit()); // no reply beats the best one
        }
        solution.table("profile_utility", BIDDERS, List.of(own.length), own)
                .table("best_reply_utility", BIDDERS, List.of(own.length), best)
                .scalar("nash_conv", gain)
                .scalar("exploitability", gain / own.length);
        table("best_reply_bid", (i, s) -> Math.max(0, exploited.bestBid(i, s)));
    }

    /** Of the strategy and of best replies to it: in closed form where there is one. */
    private double[][] utilities(Profile strategy, Exploitability exploited) { // -> [2][bidders]
        int n = game.bidders();
        double[][] bids = settings.strategy(); // [bidders][points]
        LinearBids linear = bids == null ? null : LinearBids.of(game, bids);
        if (bids == null || linear == null) {
            double[] best = new double[n]; // [bidders]
            Arrays.setAll(best, exploited::bestUtility);
            return new double[][] {strategy.outcome().utility(), best};
        }
        double[][] utilities = new double[2][n]; // [2][bidders]
        for (int i = 0; i < n; i++) {
            linear.meet(bids[(i + 1) % n]);
            utilities[0][i] = linear.own(bids[i]);
            utilities[1][i] = linear.best();
        }
        return utilities;
    }
}
