package walras.env.auction.sealed;

import java.util.List;
import walras.env.auction.TieRule;

/**
 * The rules and beliefs of one auction, without what is repeated or shown of it.
 *
 * @param rates of the places, decreasing, {@code [places]}
 * @param values the law of every bidder's signal; of mineral rights the law of the common value, once
 * @param gamma weight of the others' mean signal, where values are interdependent
 * @param noise half the width of a signal around the common value, for mineral rights
 * @param budgets the most that a bid counts for, {@code [bidders]}
 */
record SealedBidGame(
        int bidders,
        Format format,
        double[] rates,
        Dependence dependence,
        List<ValueDistribution> values,
        double gamma,
        double noise,
        boolean complete,
        double reserve,
        double fee,
        double[] budgets,
        double riskAversion,
        double bidMax,
        TieRule ties) {
    SealedBidGame {
        values = List.copyOf(values);
    }

    int rivals() {
        return bidders - 1;
    }

    int places() {
        return rates.length;
    }

    /** The law of a bidder's signal; not for mineral rights. */
    ValueDistribution values(int bidder) {
        return values.get(bidder);
    }

    /** True if all bidders have the same law and budget. */
    boolean symmetric() {
        boolean alike = values.stream().allMatch(values.get(0)::equals);
        for (double budget : budgets) {
            alike &= budget == budgets[0];
        }
        return alike;
    }

    /** True if every bidder can have a place of the first rate, so that no bid is better than the least. */
    boolean placesForAll() {
        return rates.length >= bidders && rates[bidders - 1] == rates[0];
    }

    boolean equalRates() {
        for (double rate : rates) {
            if (rate != rates[0]) {
                return false;
            }
        }
        return true;
    }

    /** The smallest budget; infinite where there is none. */
    double leastBudget() {
        double least = Double.POSITIVE_INFINITY;
        for (double budget : budgets) {
            least = Math.min(least, budget);
        }
        return least;
    }

    /** The most that a bidder can bid and have count. */
    double cap(int bidder) {
        return Math.min(bidMax, budgets[bidder]);
    }

    /** The largest value of a unit that anybody can have. */
    double largestValue() {
        double high = values.stream().mapToDouble(ValueDistribution::high).max().orElseThrow();
        return dependence == Dependence.INTERDEPENDENT ? high * (1 + gamma) : high;
    }

    double lowestSignal(int bidder) {
        return dependence == Dependence.MINERAL_RIGHTS
                ? values.get(0).low() - noise
                : values(bidder).low();
    }

    double highestSignal(int bidder) {
        return dependence == Dependence.MINERAL_RIGHTS
                ? values.get(0).high() + noise
                : values(bidder).high();
    }

    /** E[v_i | s_i]. */
    double expectedValue(int bidder, double signal) {
        return switch (dependence) {
            case PRIVATE -> signal;
            case INTERDEPENDENT -> signal + gamma * othersMean(bidder);
            case AVERAGE -> (signal + rivals() * othersMean(bidder)) / bidders;
            case MINERAL_RIGHTS ->
                (Math.max(values.get(0).low(), signal - noise)
                                + Math.min(values.get(0).high(), signal + noise))
                        / 2;
        };
    }

    private double othersMean(int bidder) {
        double sum = 0;
        for (int j = 0; j < bidders; j++) {
            sum += j == bidder ? 0 : Moments.mean(values(j));
        }
        return rivals() == 0 ? 0 : sum / rivals();
    }

    /** How a rival that is level ranks. */
    InterimPayoff.TieOrder tieOrder(boolean rivalHasHigherIndex) {
        return switch (ties) {
            case RANDOM -> InterimPayoff.TieOrder.DRAWN;
            case LOWEST_INDEX -> rivalHasHigherIndex ? InterimPayoff.TieOrder.AFTER : InterimPayoff.TieOrder.BEFORE;
            case HIGHEST_INDEX -> rivalHasHigherIndex ? InterimPayoff.TieOrder.BEFORE : InterimPayoff.TieOrder.AFTER;
        };
    }

    /** Utility of money. */
    double utilityOf(double money) {
        return riskAversion == 0 ? money : Math.signum(money) * Math.pow(Math.abs(money), 1 - riskAversion);
    }

    /** The money whose utility is u. */
    double moneyOf(double utility) {
        return riskAversion == 0 ? utility : Math.signum(utility) * Math.pow(Math.abs(utility), 1 / (1 - riskAversion));
    }

    SealedBidGame withBidMax(double largest) {
        return with(format, riskAversion, largest);
    }

    SealedBidGame as(Format other) {
        return with(other, riskAversion, bidMax);
    }

    /** The same game with bidders that are risk neutral. */
    SealedBidGame riskNeutral() {
        return with(format, 0, bidMax);
    }

    private SealedBidGame with(Format otherFormat, double otherRiskAversion, double otherBidMax) {
        return new SealedBidGame(
                bidders,
                otherFormat,
                rates,
                dependence,
                values,
                gamma,
                noise,
                complete,
                reserve,
                fee,
                budgets,
                otherRiskAversion,
                otherBidMax,
                ties);
    }
}
