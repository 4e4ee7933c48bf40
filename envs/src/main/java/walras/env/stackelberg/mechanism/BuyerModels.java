package walras.env.stackelberg.mechanism;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import walras.env.stackelberg.mechanism.BuyerModel.Draw;
import walras.env.stackelberg.mechanism.BuyerModel.Objective;

/** The published settings of sequential price mechanisms without messages, and the examples of their theory. */
final class BuyerModels {
    private static final Map<String, BuyerModel> FIXED = new LinkedHashMap<>();
    private static final double[] FOUR_LOW = {1, 3, 2, 2}; // [n]
    private static final double[] FOUR_HIGH = {15, 12, 8, 8}; // [n]

    static {
        FIXED.put("colors", welfare(30, 2, BuyerModels::colors, 10, 10));
        FIXED.put("two-worlds", welfare(10, 1, BuyerModels::twoWorlds, 1));
        FIXED.put("inventory", welfare(20, 1, (uniform, values, at) -> coins(uniform, values, at, 20, .5, 1), 10));
        FIXED.put("kitchen-sink", welfare(3, 5, BuyerModels::kitchenSink, 1, 1, 1));
        FIXED.put("id", welfare(6, 60, BuyerModels::identity, 2));
        FIXED.put("additive", new BuyerModel(10, new int[] {2, 4}, true, 1, Objective.WELFARE, correlated(10, 2, .5)));
        FIXED.put("revenue", new BuyerModel(20, new int[] {5}, false, 1, Objective.REVENUE, correlated(20, 1, .5)));
        FIXED.put("max-min", new BuyerModel(9, new int[] {5, 5}, false, 1, Objective.MAX_MIN, BuyerModels::maxMin));
        FIXED.put("p1", welfare(2, 3, (uniform, values, at) -> coins(uniform, values, at, 2, 1, 3), 1));
        FIXED.put("p2", welfare(3, 3, (uniform, values, at) -> coins(uniform, values, at, 3, 1, 3), 2));
        FIXED.put("p3", welfare(6, 15, BuyerModels::spread, 2));
        FIXED.put("p4", welfare(4, 15, BuyerModels::four, 2));
    }

    private BuyerModels() {}

    static java.util.List<String> names() {
        java.util.List<String> names = new java.util.ArrayList<>(java.util.List.of("correlated"));
        names.addAll(FIXED.keySet());
        return names;
    }

    /** The model of a name, empty for settings of two buyers with types. */
    static Optional<BuyerModel> of(String name, double delta) {
        return name.equals("correlated")
                ? Optional.of(welfare(20, 1, correlated(20, 1, delta), 5))
                : Optional.ofNullable(FIXED.get(name));
    }

    private static BuyerModel welfare(int buyers, double largest, Draw draw, int... units) {
        return new BuyerModel(buyers, units, false, largest, Objective.WELFARE, draw);
    }

    /** A common z for each good, then values around it. */
    private static Draw correlated(int buyers, int goods, double delta) {
        return (uniform, values, at) -> {
            double half = (1 - delta) / 2;
            for (int g = 0; g < goods; g++) {
                double z = half + delta * uniform.applyAsDouble(g);
                for (int i = 0; i < buyers; i++) {
                    int k = i * goods + g;
                    values[at + k] = z - half + 2 * half * uniform.applyAsDouble(goods + k);
                }
            }
        };
    }

    private static void coins(
            IntToDoubleFunction uniform, double[] values, int at, int buyers, double low, double high) {
        for (int i = 0; i < buyers; i++) {
            values[at + i] = uniform.applyAsDouble(i) < .5 ? low : high;
        }
    }

    /** Buyers 0-9 want red, 10-19 yellow, 20-29 red with a common chance and else yellow, twice as much. */
    private static void colors(IntToDoubleFunction uniform, double[] values, int at) {
        double red = uniform.applyAsDouble(0);
        for (int i = 0; i < 30; i++) {
            boolean wantsRed = i < 10 || (i >= 20 && uniform.applyAsDouble(i) < red);
            double worth = i < 20 ? 1 : 2;
            values[at + 2 * i] = wantsRed ? worth : 0;
            values[at + 2 * i + 1] = wantsRed ? 0 : worth;
        }
    }

    private static void twoWorlds(IntToDoubleFunction uniform, double[] values, int at) {
        boolean rich = uniform.applyAsDouble(10) < .5;
        coins(uniform, values, at, 10, rich ? .6 : .1, rich ? 1 : .4);
    }

    private static void kitchenSink(IntToDoubleFunction uniform, double[] values, int at) {
        java.util.Arrays.fill(values, at, at + 9, 0);
        boolean lucky = uniform.applyAsDouble(1) < .2;
        if (uniform.applyAsDouble(0) < .5) {
            values[at] = .01;
            values[at + 5] = 1;
            values[at + 8] = lucky ? 5 : .5;
        } else {
            values[at + 1] = .01;
            values[at + 5] = lucky ? 2 : 0;
            values[at + 8] = .499;
        }
    }

    /** If exactly one of the first three has 60, the one three places on has 40 or 0, the other two of the last three 21 or 0. */
    private static void identity(IntToDoubleFunction uniform, double[] values, int at) {
        coins(uniform, values, at, 3, 0, 60);
        double rich = values[at] + values[at + 1] + values[at + 2];
        for (int k = 0; k < 3; k++) {
            double worth = values[at + k] == 60 ? 40 : 21;
            values[at + 3 + k] = rich == 60 && uniform.applyAsDouble(3 + k) < .5 ? worth : 0;
        }
    }

    /** Buyer 0 is orange, 1-4 blue, 5-8 red; goods are black and white, and the worlds swap the roles. */
    private static void maxMin(IntToDoubleFunction uniform, double[] values, int at) {
        boolean first = uniform.applyAsDouble(18) < .5;
        int black = first ? 0 : 1;
        for (int i = 0; i < 9; i++) {
            double a = uniform.applyAsDouble(2 * i);
            double b = uniform.applyAsDouble(2 * i + 1);
            boolean modest = first == (i < 5);
            double favoured = i == 0 ? .5 + .5 * a : modest ? .4 + .1 * a : .9 + .1 * a;
            double other = i == 0 ? 0 : modest ? .25 * b : .4 + .1 * b;
            values[at + 2 * i + black] = favoured;
            values[at + 2 * i + 1 - black] = other;
        }
    }

    private static void spread(IntToDoubleFunction uniform, double[] values, int at) {
        boolean high = uniform.applyAsDouble(0) >= .5;
        values[at] = high ? 15 : 1;
        for (int i = 1; i < 4; i++) {
            boolean wide = high == (i == 1);
            boolean up = uniform.applyAsDouble(i) >= .5;
            values[at + i] = wide ? (up ? 12 : 2) : up ? 8 : 3;
        }
        values[at + 4] = 4;
        values[at + 5] = 4;
    }

    private static void four(IntToDoubleFunction uniform, double[] values, int at) {
        for (int i = 0; i < FOUR_LOW.length; i++) {
            values[at + i] = uniform.applyAsDouble(i) < .5 ? FOUR_LOW[i] : FOUR_HIGH[i];
        }
    }
}
