package walras.env.stackelberg.platform;

import java.util.stream.IntStream;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Sellers that post the same grid prices always: those nearest to their Nash prices, or one that is named. */
final class SteadySellers implements Policy {
    private final GroupTensors seat;
    private final int first;
    private final int agents;
    private final int n; // sellers
    private final int[] level; // [seller]

    SteadySellers(PolicyContext context, PlatformSettings settings) {
        seat = context.groupTensors();
        first = context.firstAgent();
        agents = context.agents();
        n = settings.sellers();
        boolean nash = context.spec().name().equals(PlatformEconomy.NASH);
        level = IntStream.range(0, n)
                .map(seller ->
                        nash ? level(settings, seller) : context.options().integer("level"))
                .toArray();
    }

    /** The grid index of the price nearest to a seller's Nash price. */
    static int level(PlatformSettings settings, int seller) {
        return nearest(settings.tables(), settings.nash().prices()[seller]);
    }

    private static int nearest(MarketTables tables, double price) {
        int nearest = 0;
        for (int k = 1; k < tables.levels(); k++) {
            double distance = Math.abs(tables.gridPrice(k) - price);
            nearest = distance < Math.abs(tables.gridPrice(nearest) - price) ? k : nearest;
        }
        return nearest;
    }

    @Override
    public void act(Rows rows) {
        int[] price = seat.actions().get(0).i32(); // [B, seller]
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int seller = first; seller < first + agents; seller++) {
                price[n * row + seller] = level[seller];
            }
        }
    }
}
