package walras.env.stackelberg.platform;

import java.util.function.IntUnaryOperator;

/**
 * Greedy play of trained sellers, followed until it repeats. Where play goes on from is the previous profile and the box's
 * occupant: greedy sellers look at the one, the display rule at both.
 */
final class GreedyCycle {
    /** Means over the cycle; {@code profit} and {@code price} are means over sellers. */
    record Outcome(double surplus, double profit, double price, int length) {}

    private final MarketTables market;
    private final BuyBox box;

    GreedyCycle(MarketTables market, BuyBox box) {
        this.market = market;
        this.box = box;
    }

    /** The cycle that row {@code row} of the sellers reaches from a profile under a leader's rule profile to action. */
    Outcome follow(QSellers sellers, int row, int start, int occupant, IntUnaryOperator rule, double[] costs) {
        int n = market.profiles().sellers();
        int[] visited = new int[market.profiles().count() * n]; // [previous, occupant], 1 + the time of the visit
        double[] sums = new double[3]; // [surplus, profit, price]
        double[] atVisit = new double[visited.length * 3]; // [previous, occupant, sum]
        int previous = start;
        int holder = occupant;
        for (int time = 0; ; time++) {
            int at = previous * n + holder;
            if (visited[at] > 0) {
                int length = time + 1 - visited[at];
                return new Outcome(
                        (sums[0] - atVisit[3 * at]) / length,
                        (sums[1] - atVisit[3 * at + 1]) / length,
                        (sums[2] - atVisit[3 * at + 2]) / length,
                        length);
            }
            visited[at] = time + 1;
            System.arraycopy(sums, 0, atVisit, 3 * at, 3);
            int profile = sellers.greedyProfile(row, previous);
            int displayed = box.displayed(profile, previous, holder, rule.applyAsInt(profile));
            add(sums, profile, displayed, costs);
            holder = BuyBox.occupantAfter(displayed, holder);
            previous = profile;
        }
    }

    private void add(double[] sums, int profile, int displayed, double[] costs) {
        int n = costs.length;
        double profit = 0;
        double price = 0;
        for (int seller = 0; seller < n; seller++) {
            profit += market.profit(profile, displayed, seller, costs[seller]);
            price += market.price(profile, seller);
        }
        sums[0] += market.surplus(profile, displayed);
        sums[1] += profit / n;
        sums[2] += price / n;
    }
}
