package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Places sold to bidders whose values all know: the symmetric Nash equilibria of the generalised second price (Edelman,
 * Ostrovsky and Schwarz; Varian). With values sorted, the bid at rank j leaves its bidder indifferent to the place above
 * (lowest bids), or the bidder above indifferent to its place (highest). The reserve counts as a bid below all.
 */
final class PositionAuction {
    private final int bidders;
    private final double[] rates; // [places]
    private final double reserve;
    private final double[] values; // [bidders]
    private final int[] ranked; // [bidders] bidders by value, the highest first

    PositionAuction(double[] rates, double reserve, double[] values) { // [places], [bidders]
        this.bidders = values.length;
        this.rates = rates;
        this.reserve = reserve;
        this.values = values;
        this.ranked = IntStream.range(0, bidders)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double rate(int rank) {
        return rank < rates.length ? rates[rank] : 0;
    }

    private boolean takesPart(int rank) {
        return values[ranked[rank]] >= reserve;
    }

    /** Bids by bidder; {@link BiddingRule#OUT} where the value is below the reserve. */
    double[] bids(boolean lowest) { // [bidders]
        double[] bids = new double[bidders]; // [bidders]
        double next = reserve;
        for (int rank = bidders - 1; rank >= 0; rank--) {
            int bidder = ranked[rank];
            if (!takesPart(rank)) {
                bids[bidder] = BiddingRule.OUT;
                continue;
            }
            double bid = values[bidder];
            if (rank > 0 && rate(rank - 1) > 0) {
                double worth = lowest ? values[bidder] : values[ranked[rank - 1]];
                bid = (worth * (rate(rank - 1) - rate(rank)) + rate(rank) * next) / rate(rank - 1);
            }
            bids[bidder] = bid;
            next = bid;
        }
        return bids;
    }

    /** What each bidder pays for its place. */
    double[] payments(double[] bids) { // [bidders] to [bidders]
        double[] payments = new double[bidders]; // [bidders]
        for (int rank = 0; rank < bidders && rank < rates.length && takesPart(rank); rank++) {
            double next = rank + 1 < bidders ? Math.max(reserve, bids[ranked[rank + 1]]) : reserve;
            payments[ranked[rank]] = rates[rank] * next;
        }
        return payments;
    }

    /** The place of each bidder, 1 for the highest; 0 for none. */
    double[] places() { // [bidders]
        double[] places = new double[bidders]; // [bidders]
        for (int rank = 0; rank < bidders && rank < rates.length && takesPart(rank); rank++) {
            places[ranked[rank]] = rank + 1;
        }
        return places;
    }

    /** The most that a bidder would gain by another's place at that one's payment. */
    double envy(double[] payments) { // [bidders]
        double[] places = places(); // [bidders]
        double most = 0;
        for (int i = 0; i < bidders; i++) {
            double own = places[i] == 0 ? 0 : rates[(int) places[i] - 1] * values[i] - payments[i];
            for (int j = 0; j < bidders; j++) {
                double other = places[j] == 0 ? 0 : rates[(int) places[j] - 1] * values[i] - payments[j];
                most = Math.max(most, other - own);
            }
        }
        return most;
    }

    double revenue(double[] payments) { // [bidders]
        return Arrays.stream(payments).sum();
    }
}
