package walras.env.stackelberg.mechanism;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import walras.env.stackelberg.linear.ExactSimplex;
import walras.env.stackelberg.linear.LinearOptimum;
import walras.env.stackelberg.linear.LinearProgram;
import walras.env.stackelberg.linear.ProgramCertificate;
import walras.env.stackelberg.linear.Ratios;

/**
 * Prices that make four plans an equilibrium in messages, if there are any.
 *
 * <p>Variables: two prices per cell; for every buyer, type and cell that a deviation leads to, the surplus {@code w >= v - p, w >= 0} of
 * a deviator, who buys when it pays; and a slack that keeps prices strictly below the values that must buy. Constraints:
 * for every buyer and type, the expected surplus of the own message is at least that of the other one. The sum of these gains is
 * maximised, so that buyers have something to learn.
 */
final class MessageEquilibriumProgram implements MessagePrices {
    private static final long STRICT = 1_000_000; // the slack is at least one over this
    private static final long SLACK_WEIGHT = 1000; // and weighs one over this
    private static final int SLACK = 8;

    private final PriceSetting setting;
    private final SaleTerms terms; // of any price
    private final MessageMaps maps;
    private final int variables;
    private final Ratios values; // [2, T], and 0 and 1; prices and surpluses are in the same integers
    private final Ratios prior; // [P], and 0 and 1
    private final long[] strength; // [variables] sum over buyers and types of the gain from the own message
    private final List<long[]> rows = new ArrayList<>(); // [variables + 1] each: factors, and what their sum is at most
    private long constant; // of the strength
    private int solved;
    private int unverified;

    MessageEquilibriumProgram(PriceSetting setting, SaleTerms terms, MessageMaps maps) {
        this.setting = setting;
        this.terms = terms;
        this.maps = maps;
        variables = SLACK + 1 + 4 * setting.types();
        strength = new long[variables];
        values = withUnit(setting.values());
        prior = withUnit(setting.prior());
    }

    /** Shares of 1 stay shares of 1. */
    static Ratios withUnit(double[] shares) {
        return Ratios.of(DoubleStream.concat(Arrays.stream(shares), DoubleStream.of(0, 1))
                .toArray());
    }

    private long value(int buyer, int type) {
        return values.integers()[buyer * setting.types() + type].longValueExact();
    }

    private static int price(int cell, boolean second) {
        return 2 * cell + (second ? 1 : 0);
    }

    @Override
    public int solved() {
        return solved;
    }

    @Override
    public int unverified() {
        return unverified;
    }

    /** The deviator's surplus in the cell where the other buyer sent {@code message}. */
    private int surplus(int buyer, int type, int message) {
        return SLACK + 1 + (buyer * setting.types() + type) * 2 + message;
    }

    @Override
    public double @Nullable [] prices(Cell[] cells) {
        Arrays.fill(strength, 0);
        constant = 0;
        rows.clear();
        long unit = (long) values.count();
        for (int cell = 0; cell < 4; cell++) {
            boolean heard = maps.heard(cell);
            bound(price(cell, false), heard, cells[cell].firstLow(), cells[cell].firstHigh());
            bound(price(cell, true), heard, cells[cell].secondLow(), cells[cell].secondHigh());
        }
        single(SLACK, 1, unit);
        single(SLACK, -STRICT, -unit);
        for (int buyer = 0; buyer < 2; buyer++) {
            for (int type = 0; type < setting.types(); type++) {
                prefer(cells, buyer, type);
            }
        }
        LinearProgram program = program();
        LinearOptimum optimum = ExactSimplex.solve(program);
        solved++;
        unverified += ProgramCertificate.verified(program, optimum) ? 0 : 1;
        if (optimum.ending() != LinearOptimum.Ending.OPTIMAL) {
            return null; // the prices of a combination that has any are bounded
        }
        double[] prices = new double[SLACK + 1];
        for (int k = 0; k < SLACK; k++) {
            prices[k] = optimum.exact(optimum.point()[k])
                    .over(BigInteger.valueOf(unit))
                    .real();
        }
        prices[SLACK] = strength(optimum.point(), optimum) / (unit * prior.count());
        return prices;
    }

    private LinearProgram program() {
        BigInteger[] objective = big(strength, variables, SLACK_WEIGHT);
        objective[SLACK] =
                BigInteger.valueOf((long) prior.count()); // prices in the middle where incentives leave a choice
        return new LinearProgram(
                rows.stream().map(row -> big(row, variables, 1)).toArray(BigInteger[][]::new),
                rows.stream().map(row -> BigInteger.valueOf(row[variables])).toArray(BigInteger[]::new),
                objective);
    }

    private static BigInteger[] big(long[] numbers, int size, long factor) {
        BigInteger[] big = new BigInteger[size];
        Arrays.setAll(big, k -> BigInteger.valueOf(numbers[k] * factor));
        return big;
    }

    private double strength(BigInteger[] point, LinearOptimum optimum) {
        BigInteger sum = BigInteger.valueOf(constant).multiply(optimum.denominator());
        for (int k = 0; k < variables; k++) {
            sum = sum.add(point[k].multiply(BigInteger.valueOf(strength[k])));
        }
        return optimum.exact(sum).real();
    }

    /** A strict buyer refuses a price of its value, so the upper end is open; another one buys at it, so the lower end is. */
    private void bound(int price, boolean heard, double low, double high) {
        double least = heard ? Math.max(0, low) : 1; // a message that nobody sends is answered with the price 1
        single(price, -1, -integer(least));
        if (heard && !terms.strict() && low != SaleTerms.NOBODY) {
            apart(price, -1, -integer(low));
        }
        if (high == SaleTerms.CLOSED) {
            single(price, 1, (long) values.count());
        } else if (terms.strict()) {
            apart(price, 1, integer(high));
        } else {
            single(price, 1, integer(high));
        }
    }

    private void apart(int price, long factor, long bound) {
        long[] row = new long[variables + 1];
        row[price] = factor;
        row[SLACK] = 1;
        row[variables] = bound;
        rows.add(row);
    }

    private long integer(double share) {
        return Math.round(share * values.count());
    }

    private void single(int variable, long factor, long bound) {
        long[] row = new long[variables + 1];
        row[variable] = factor;
        row[variables] = bound;
        rows.add(row);
    }

    /** Adds: the type's own message is worth at least as much as the other. */
    private void prefer(Cell[] cells, int buyer, int type) {
        if (!maps.sent(buyer, !maps.says(buyer, type))) {
            return; // a message that nobody sends is answered with the price 1, and gains nothing
        }
        long[] row = new long[variables];
        long certain = 0;
        long value = value(buyer, type);
        for (int message = 0; message < 2; message++) {
            int own = MessageMaps.cell(buyer, maps.says(buyer, type), message);
            long chance = maps.visited(cells[own], buyer, type, message, prior.integers());
            boolean first = cells[own].first() == buyer;
            int cut = first ? cells[own].firstRefusing() : cells[own].secondRefusing();
            if (type >= cut) {
                certain += chance * value;
                row[price(own, !first)] -= chance;
            }
            int other = MessageMaps.cell(buyer, !maps.says(buyer, type), message);
            boolean otherFirst = cells[other].first() == buyer;
            int surplus = surplus(buyer, type, message);
            row[surplus] -= maps.visited(cells[other], buyer, type, message, prior.integers());
            long[] gain = new long[variables + 1];
            gain[surplus] = -1;
            gain[price(other, !otherFirst)] = -1;
            gain[variables] = -value;
            rows.add(gain);
        }
        long[] most = new long[variables + 1];
        Arrays.setAll(most, k -> k < variables ? -row[k] : 0);
        most[variables] = certain;
        rows.add(most);
        constant += certain;
        for (int k = 0; k < variables; k++) {
            strength[k] += row[k];
        }
    }
}
