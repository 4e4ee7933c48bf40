package walras.env.stackelberg.platform;

import java.util.stream.IntStream;
import walras.env.Interruption;

/** Pure Nash equilibria of the one-shot pricing game on the grid, under a display rule and a fixed leader action. */
final class GridNash {
    private final MarketTables market;
    private final BuyBox box;
    private final double[] costs; // [seller]

    GridNash(MarketTables market, BuyBox box, double[] costs) {
        this.market = market;
        this.box = box;
        this.costs = costs.clone();
    }

    /** The equilibrium profiles `[equilibrium]`, ascending; nobody was shown before and seller 0 holds the box. */
    int[] profiles(int action) {
        return IntStream.range(0, market.profiles().count())
                .filter(profile -> stable(profile, action))
                .toArray();
    }

    private boolean stable(int profile, int action) {
        Interruption.check("optimum");
        return IntStream.range(0, costs.length).allMatch(seller -> stable(profile, seller, action));
    }

    private boolean stable(int profile, int seller, int action) {
        double own = profit(profile, seller, action);
        for (int level = 0; level < market.levels(); level++) {
            if (profit(market.profiles().with(profile, seller, level), seller, action) > own) {
                return false;
            }
        }
        return true;
    }

    private double profit(int profile, int seller, int action) {
        return market.profit(profile, box.displayed(profile, profile, 0, action), seller, costs[seller]);
    }
}
