package walras.env.stackelberg.platform;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import walras.env.Interruption;

/** Trains one set of Q-learning sellers under a fixed rule until their greedy prices stay put, then plays them out. */
final class SellerTraining {
    /**
     * The greedy cycle after training, and how many periods it took; {@code converged} is false at the limit.
     *
     * @param sellers as trained, one row
     * @param state the last price profile
     * @param occupant of the box
     */
    record Result(
            GreedyCycle.Outcome cycle, long periods, boolean converged, QSellers sellers, int state, int occupant) {}

    private final MarketTables market;
    private final BuyBox box;
    private final QSellers.Learning learning;
    private final double[] costs; // [seller]
    private final long stablePeriods;
    private final long maxPeriods;

    SellerTraining(MarketTables market, BuyBox box, QSellers.Learning learning, double[] costs, long stable, long max) {
        this.market = market;
        this.box = box;
        this.learning = learning;
        this.costs = costs.clone();
        this.stablePeriods = stable;
        this.maxPeriods = max;
    }

    Result train(long seed, IntUnaryOperator rule) {
        SplittableRandom random = new SplittableRandom(seed);
        QSellers sellers = new QSellers(1, market, box.rule() != DisplayRule.NO_INTERVENE, learning);
        sellers.reset(0, costs, 0);
        int[] levels = new int[costs.length]; // [seller]
        int state = random.nextInt(market.profiles().count());
        int occupant = 0;
        long unchanged = 0;
        long period = 0;
        while (period < maxPeriods && unchanged < stablePeriods) {
            Interruption.check("optimum");
            for (int seller = 0; seller < levels.length; seller++) {
                levels[seller] = sellers.choose(0, seller, state, random.nextDouble(), random.nextDouble());
            }
            int profile = market.profiles().of(levels, 0);
            int displayed = box.displayed(profile, state, occupant, rule.applyAsInt(profile));
            boolean changed = learn(sellers, state, profile, displayed);
            occupant = BuyBox.occupantAfter(displayed, occupant);
            state = profile;
            unchanged = changed ? 0 : unchanged + 1;
            period++;
        }
        GreedyCycle.Outcome cycle = new GreedyCycle(market, box).follow(sellers, 0, state, occupant, rule, costs);
        return new Result(cycle, period, unchanged >= stablePeriods, sellers, state, occupant);
    }

    /** All sellers learn; true when anybody's greedy price in the state changed. */
    private boolean learn(QSellers sellers, int state, int profile, int displayed) {
        boolean changed = false;
        for (int seller = 0; seller < costs.length; seller++) {
            int greedy = sellers.greedy(0, seller, state);
            sellers.learn(0, seller, state, profile, market.profit(profile, displayed, seller, costs[seller]));
            changed |= greedy != sellers.greedy(0, seller, state);
        }
        sellers.tick(0);
        return changed;
    }
}
