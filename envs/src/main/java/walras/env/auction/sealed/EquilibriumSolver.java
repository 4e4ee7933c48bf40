package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import walras.env.Problem;
import walras.env.auction.TieRule;

/** Chooses how a game is solved, and refuses by name what has no known solution. */
final class EquilibriumSolver {
    private static final double STEP = 1e-6; // of the support
    private static final double NOISE_MOST = 3e-10; // of the law's unit, to which bids are verified

    private final SealedBidGame game;

    private EquilibriumSolver(SealedBidGame game) {
        this.game = game;
    }

    /** @throws Problem BAD_OPTION that names the option to change for the nearest solvable case */
    static Equilibrium solve(SealedBidGame game) {
        Equilibrium found = new EquilibriumSolver(game).solve();
        if (found.top() > game.bidMax() * (1 + 1e-12)) {
            throw Problem.option(
                    "bid_max", "at least the equilibrium's top bid " + found.top(), game.bidMax(), found.top());
        }
        return found;
    }

    private Equilibrium solve() {
        if (game.dependence() != Dependence.PRIVATE) {
            return signals();
        }
        requireKnownRisks();
        if (game.format() == Format.GENERALISED_SECOND_PRICE) {
            return positions();
        }
        return new PrivateEquilibrium(game.format().truthful() ? truthful() : strategic());
    }

    private Equilibrium signals() {
        require(game.places() == 1, "units", "1 unless values are private", game.places(), "1");
        require(game.reserve() == 0, "reserve", "0 unless values are private", game.reserve(), "0");
        require(game.fee() == 0, "entry_fee", "0 unless values are private", game.fee(), "0");
        require(game.riskAversion() == 0, "risk_aversion", "0 unless values are private", game.riskAversion(), "0");
        require(unlimited(), "budget", "none unless values are private", game.leastBudget(), "");
        require(!game.complete(), "information", "private unless values are private", "complete", "private");
        if (game.dependence() == Dependence.MINERAL_RIGHTS) {
            boolean known = game.format() == Format.FIRST_PRICE || game.format() == Format.SECOND_PRICE;
            require(
                    known,
                    "format",
                    "first-price or second-price",
                    game.format().word(),
                    "first-price");
            return new MineralRights(game);
        }
        boolean known = game.format() == Format.FIRST_PRICE
                || game.format() == Format.SECOND_PRICE
                || game.format() == Format.ALL_PAY;
        require(
                known,
                "format",
                "first-price, second-price or all-pay",
                game.format().word(),
                "first-price");
        require(
                game.symmetric(),
                "value_high",
                "bidders that are alike unless values are private",
                "different laws",
                "");
        require(
                !game.values(0).discrete(),
                "distribution",
                "a continuous law unless values are private",
                "a grid",
                "uniform");
        return new MixedSignals(game);
    }

    private void requireKnownRisks() {
        if (game.riskAversion() > 0) {
            require(game.format() != Format.ALL_PAY, "risk_aversion", "0 for all-pay", game.riskAversion(), "0");
            require(
                    game.format() != Format.GENERALISED_SECOND_PRICE,
                    "risk_aversion",
                    "0 for generalised-second-price",
                    game.riskAversion(),
                    "0");
            require(game.fee() == 0, "entry_fee", "0 with risk aversion", game.fee(), "0");
            boolean certain = !game.format().truthful() || game.equalRates();
            require(certain, "risk_aversion", "0 with rates that differ", game.riskAversion(), "0");
        }
    }

    private boolean unlimited() {
        return game.leastBudget() == Double.POSITIVE_INFINITY;
    }

    private Profile truthful() {
        if (game.fee() > 0) {
            require(game.symmetric(), "entry_fee", "0 unless bidders are alike", game.fee(), "0");
            require(!game.values(0).discrete(), "entry_fee", "0 unless values are continuous", game.fee(), "0");
            require(
                    game.leastBudget() >= game.values(0).high(),
                    "entry_fee",
                    "0 with a budget that binds",
                    game.fee(),
                    "0");
            return new SymmetricRents(game).profile();
        }
        List<BiddingRule> rules = new ArrayList<>();
        for (int i = 0; i < game.bidders(); i++) {
            boolean again =
                    i > 0 && game.values(i).equals(game.values(i - 1)) && game.budgets()[i] == game.budgets()[i - 1];
            rules.add(again ? rules.get(i - 1) : truthfulRule(i));
        }
        return new Profile(game, rules);
    }

    private BiddingRule truthfulRule(int bidder) {
        double budget = game.budgets()[bidder];
        if (game.values(bidder) instanceof DiscreteValues grid) {
            double[] bids = Arrays.stream(grid.points())
                    .map(value -> Math.min(value, budget))
                    .map(bid -> bid < game.reserve() ? BiddingRule.OUT : bid)
                    .toArray();
            return new TypeRule(grid, bids);
        }
        ContinuousValues values = (ContinuousValues) game.values(bidder);
        double start = Math.min(values.high(), Math.max(values.low(), game.reserve()));
        return KnotRule.truthful(values, budget < game.reserve() ? values.high() : start, budget);
    }

    private Profile strategic() {
        boolean discrete = game.values().stream().anyMatch(ValueDistribution::discrete);
        boolean known = discrete && game.values().stream().allMatch(each -> each.points().length == 1);
        require(
                !game.complete() || known,
                "information",
                "private for " + game.format().word(),
                "complete",
                "private");
        if (known && game.format() == Format.ALL_PAY) {
            return knownDuel();
        }
        require(
                !known,
                "format",
                "second-price or all-pay where values are known",
                game.format().word(),
                "second-price");
        if (discrete) {
            return mixing();
        } else if (game.symmetric()) {
            return alike();
        }
        boolean uniform = game.format() == Format.FIRST_PRICE && AsymmetricUniform.covers(game);
        require(
                uniform,
                "format",
                "second-price, or bidders that are alike, or uniform values from 0 on",
                game.format().word(),
                "second-price");
        require(game.places() == 1, "units", "1 unless bidders are alike", game.places(), "1");
        require(game.reserve() == 0, "reserve", "0 unless bidders are alike", game.reserve(), "0");
        require(game.fee() == 0, "entry_fee", "0 unless bidders are alike", game.fee(), "0");
        require(unlimited(), "budget", "none unless bidders are alike", game.leastBudget(), "");
        require(game.riskAversion() == 0, "risk_aversion", "0 unless bidders are alike", game.riskAversion(), "0");
        return new AsymmetricUniform(game).profile();
    }

    private Profile alike() {
        boolean attained = !game.placesForAll() || game.fee() == 0 || game.reserve() > 0;
        require(attained, "reserve", "more than 0 with an entry fee and a place for all", game.reserve(), "");
        if (game.format() == Format.ALL_PAY) {
            requireDigits((ContinuousValues) game.values(0));
        }
        Profile profile = new SymmetricRents(game).profile();
        boolean pooled = profile.rule(0).atoms().length > 0;
        require(
                !pooled || game.placesForAll() || game.ties() == TieRule.RANDOM,
                "tie_rule",
                "random with a budget that binds",
                game.ties().word(),
                "random");
        return profile;
    }

    /** All-pay bids rise with the chance to win, which one unit in the last place of a value must not move. */
    private void requireDigits(ContinuousValues values) {
        double high = values.high();
        double near = high - STEP * (high - values.low());
        double slope = (values.atMost(high) - values.atMost(near)) / (STEP * (high - values.low()));
        double noise = high * game.rivals() * slope * Math.ulp(high);
        String expected = "0 for all-pay, or less: doubles have no digits of how such bids rise";
        boolean digits = values.low() == 0 || noise <= NOISE_MOST * OutcomeCertificate.unit(values);
        require(digits, "value_low", expected, values.low(), "0");
    }

    private Profile mixing() {
        require(game.symmetric(), "value_grid", "bidders that are alike", "different laws", "");
        DiscreteValues values = (DiscreteValues) game.values(0);
        require(game.places() == 1, "units", "1 for values on a grid", game.places(), "1");
        require(game.reserve() == 0, "reserve", "0 for values on a grid", game.reserve(), "0");
        require(game.fee() == 0, "entry_fee", "0 for values on a grid", game.fee(), "0");
        require(unlimited(), "budget", "none for values on a grid", game.leastBudget(), "");
        MixingRule rule = game.format() == Format.ALL_PAY
                ? MixingRule.allPay(values, game.rivals())
                : MixingRule.firstPrice(values, game.rivals() / (1 - game.riskAversion()));
        return new Profile(game, List.copyOf(Collections.nCopies(game.bidders(), rule)));
    }

    /** The two highest values mix up to the second, the rest bid 0. */
    private Profile knownDuel() {
        require(game.places() == 1, "units", "1 for all-pay", game.places(), "1");
        require(game.reserve() == 0, "reserve", "0 where values are known", game.reserve(), "0");
        require(game.fee() == 0, "entry_fee", "0 where values are known", game.fee(), "0");
        require(unlimited(), "budget", "none where values are known", game.leastBudget(), "");
        int[] ranked = IntStream.range(0, game.bidders())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -game.values(i).low()))
                .mapToInt(Integer::intValue)
                .toArray();
        double first = game.values(ranked[0]).low();
        double second = game.values(ranked[1]).low();
        require(second > 0, "valuations", "a second value above 0", second, "");
        BiddingRule[] rules = new BiddingRule[game.bidders()]; // [bidders]
        for (int rank = 0; rank < rules.length; rank++) {
            double value = game.values(ranked[rank]).low();
            double idle = rank == 0 ? 0 : rank == 1 ? 1 - second / first : 1;
            rules[ranked[rank]] = new KnownDuelRule(value, second, idle);
        }
        return new Profile(game, List.of(rules));
    }

    private Equilibrium positions() {
        boolean known = game.values().stream().allMatch(each -> each.points().length == 1);
        require(
                known,
                "distribution",
                "fixed, or information complete, for generalised-second-price",
                "random values",
                "fixed");
        require(game.fee() == 0, "entry_fee", "0 for generalised-second-price", game.fee(), "0");
        require(unlimited(), "budget", "none for generalised-second-price", game.leastBudget(), "");
        double[] rates = game.rates(); // [places]
        for (int k = 1; k < Math.min(rates.length, game.bidders()); k++) {
            String option = game.equalRates() ? "units" : "click_rates";
            require(rates[k] < rates[k - 1], option, "places whose rates fall, or format uniform-price", rates[k], "");
        }
        double[] values =
                game.values().stream().mapToDouble(ValueDistribution::low).toArray();
        PositionAuction auction = new PositionAuction(game.rates(), game.reserve(), values);
        double[] bids = auction.bids(true); // [bidders]
        List<BiddingRule> rules = new ArrayList<>();
        for (int i = 0; i < bids.length; i++) {
            rules.add(new TypeRule(DiscreteValues.known(values[i]), new double[] {bids[i]})); // [1]
        }
        return new PrivateEquilibrium(new Profile(game, rules));
    }

    /** @param nearest a valid value that is near, or "" */
    private static void require(boolean holds, String option, String expected, Object got, String nearest) {
        if (!holds) {
            throw Problem.option(option, expected + " (or another case with a known solution)", got, nearest);
        }
    }
}
