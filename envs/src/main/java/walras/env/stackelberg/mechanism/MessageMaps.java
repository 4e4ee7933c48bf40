package walras.env.stackelberg.mechanism;

import java.math.BigInteger;
import java.util.Arrays;

/** What each type of two buyers says. The cell of two messages is 2 x buyer 0's + buyer 1's. */
final class MessageMaps {
    private final PriceSetting setting;
    private final boolean[][] map; // [2, T]

    MessageMaps(PriceSetting setting, boolean[] first, boolean[] second) {
        this.setting = setting;
        map = new boolean[][] {first, second};
    }

    boolean says(int buyer, int type) {
        return map[buyer][type];
    }

    /** The same as numbers {@code [2 * T]}. */
    int[] messages() {
        int[] messages = new int[2 * setting.types()];
        Arrays.setAll(messages, k -> map[k / setting.types()][k % setting.types()] ? 1 : 0);
        return messages;
    }

    /** Whether any type of the buyer says it. */
    boolean sent(int buyer, boolean message) {
        for (boolean used : map[buyer]) {
            if (used == message) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody sends both messages of a cell. */
    boolean heard(int cell) {
        return sent(0, cell / 2 == 1) && sent(1, cell % 2 == 1);
    }

    /** The cell whose messages are sent, where one that is not is taken for the other. */
    int nearest(int cell) {
        int first = sent(0, cell / 2 == 1) ? cell / 2 : 1 - cell / 2;
        int second = sent(1, cell % 2 == 1) ? cell % 2 : 1 - cell % 2;
        return 2 * first + second;
    }

    static int cell(int buyer, boolean own, int other) {
        return buyer == 0 ? (own ? 2 : 0) + other : 2 * other + (own ? 1 : 0);
    }

    /** Mass, over the other buyer's types that send {@code message}, with which a buyer's type is visited in a cell. */
    long visited(Cell cell, int buyer, int type, int message, BigInteger[] prior) { // prior [P]
        int types = setting.types();
        long mass = 0;
        for (int t = 0; t < types; t++) {
            boolean refuses = cell.first() == buyer || t < cell.firstRefusing();
            if (map[1 - buyer][t] == (message == 1) && refuses) {
                mass += prior[buyer == 0 ? type * types + t : t * types + type].longValueExact();
            }
        }
        return mass;
    }
}
