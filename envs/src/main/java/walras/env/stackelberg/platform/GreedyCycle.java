package walras.env.stackelberg.platform;

import java.util.function.IntUnaryOperator;

/**
 * Greedy play of trained sellers, followed until it repeats. A point of the path is the pair (previous profile,
 * profile) with the box's occupant, which is all that a display rule and the sellers look at.
 */
final class GreedyCycle {
    /** Means over the cycle; {@code profit} is the mean over the two sellers. */
    record Outcome(double surplus, double profit, double price, int length) {}

    private final MarketTables market;
    private final BuyBox box;

    GreedyCycle(MarketTables market, BuyBox box) {
        this.market = market;
        this.box = box;
    }

    /** The cycle that row {@code row} of the sellers reaches from a profile under a leader's rule profile to action. */
    Outcome follow(QSellers sellers, int row, int start, int occupant, IntUnaryOperator rule, double[] costs) {
        int profiles = market.profiles();
        int[] visited = new int[profiles * profiles * 2]; // [previous, profile, occupant], 1 + the time of the visit
        double[] sums = new double[3]; // [surplus, profit, price]
        double[] atVisit = new double[visited.length * 3]; // [previous, profile, occupant, sum]
        int previous = start;
        int box0 = occupant;
        for (int time = 0; ; time++) {
            int profile = sellers.greedy(row, 0, previous) * market.levels() + sellers.greedy(row, 1, previous);
            int at = (previous * profiles + profile) * 2 + box0;
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
            int displayed = box.displayed(profile, previous, box0, rule.applyAsInt(profile));
            add(sums, profile, displayed, costs);
            box0 = BuyBox.occupantAfter(displayed, box0);
            previous = profile;
        }
    }

    private void add(double[] sums, int profile, int displayed, double[] costs) {
        sums[0] += market.surplus(profile, displayed);
        sums[1] +=
                (market.profit(profile, displayed, 0, costs[0]) + market.profit(profile, displayed, 1, costs[1])) / 2;
        sums[2] += (market.price(profile, 0) + market.price(profile, 1)) / 2;
    }
}
