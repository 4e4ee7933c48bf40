package walras.env.stackelberg.mechanism;

import java.util.ArrayList;
import java.util.List;

/**
 * What a mechanism does at one message profile.
 *
 * @param first buyer that is visited first
 * @param firstRefusing types of the first buyer below this number refuse; the cell's own types only
 * @param secondRefusing types of the second buyer below this number refuse
 * @param firstLow who has this value refuses the first price; NOBODY where every type of the cell buys
 * @param firstHigh and who has this one pays it; CLOSED where no type of the cell does
 * @param secondLow the same of the second price
 * @param secondHigh likewise
 * @param reward expected welfare loss of the cell's profiles, unconditional, at most 0
 */
record Cell(
        int first,
        int firstRefusing,
        int secondRefusing,
        double firstLow,
        double firstHigh,
        double secondLow,
        double secondHigh,
        double reward) {

    /** All plans of the cell of two messages. */
    static List<Cell> plans(
            PriceSetting setting,
            SaleTerms terms,
            boolean[] firstMap,
            boolean[] secondMap,
            boolean firstMessage,
            boolean secondMessage) {
        boolean[][] map = {firstMap, secondMap};
        boolean[] message = {firstMessage, secondMessage};
        List<Cell> plans = new ArrayList<>();
        for (int first = 0; first < 2; first++) {
            int second = 1 - first;
            int[] own = members(map[first], message[first]);
            int[] other = members(map[second], message[second]);
            for (int a = 0; a <= own.length; a++) {
                double firstLow = low(setting, first, own, a);
                double firstHigh = high(setting, first, own, a);
                if (!terms.divides(firstLow, firstHigh)) {
                    continue; // no price is below a value of 0
                }
                // When every type of the first buyer buys, the second price is never asked: any will do.
                for (int b = a == 0 ? other.length : 0; b <= other.length; b++) {
                    double refused = low(setting, second, other, b);
                    boolean idle = a == 0 && !terms.divides(refused, SaleTerms.CLOSED);
                    double secondLow = idle ? SaleTerms.NOBODY : refused;
                    double secondHigh = high(setting, second, other, b);
                    if (terms.divides(secondLow, secondHigh)) {
                        int cutFirst = a == own.length ? setting.types() : own[a];
                        int cutSecond = b == other.length ? setting.types() : other[b];
                        plans.add(new Cell(
                                first,
                                cutFirst,
                                cutSecond,
                                firstLow,
                                firstHigh,
                                secondLow,
                                secondHigh,
                                reward(setting, first, own, other, cutFirst, cutSecond)));
                    }
                }
            }
        }
        return plans;
    }

    private static int[] members(boolean[] map, boolean message) {
        return java.util.stream.IntStream.range(0, map.length)
                .filter(t -> map[t] == message)
                .toArray();
    }

    private static double low(PriceSetting setting, int buyer, int[] members, int refusing) {
        return refusing == 0 ? SaleTerms.NOBODY : setting.values()[buyer * setting.types() + members[refusing - 1]];
    }

    private static double high(PriceSetting setting, int buyer, int[] members, int refusing) {
        return refusing == members.length
                ? SaleTerms.CLOSED
                : setting.values()[buyer * setting.types() + members[refusing]];
    }

    private static double reward(PriceSetting setting, int first, int[] own, int[] other, int cutFirst, int cutSecond) {
        int types = setting.types();
        double total = 0;
        for (int a : own) {
            for (int b : other) {
                double firstValue = setting.values()[first * types + a];
                double secondValue = setting.values()[(1 - first) * types + b];
                double got = a >= cutFirst ? firstValue : b >= cutSecond ? secondValue : 0;
                int profile = first == 0 ? a * types + b : b * types + a;
                total += setting.prior()[profile] * (got - Math.max(firstValue, secondValue));
            }
        }
        return total;
    }
}
