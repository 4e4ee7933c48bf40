package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.List;
import walras.env.OptionIndex;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;

/** A follower that plays columns by given chances, whatever the leader does. */
final class FixedColumns implements Policy {
    static final String NAME = "fixed";
    private static final String CHANCES = "chances";
    private static final double ROUNDING = 1e-9;

    private final double[] chances; // [C]
    private final int[] column; // [B, 1]
    private final RowRandom random;

    FixedColumns(PolicyContext context, int columns) {
        chances = chances(context.options(), columns);
        column = context.groupTensors().action("column").i32();
        random = context.random();
    }

    static PolicySpec spec(String group) {
        return new PolicySpec(
                NAME,
                List.of(group),
                OptionsSchema.of(OptionSpec.array(
                                CHANCES, 0, 1, 0, 1e9, "", "A column, or the chance of each column, which sum to 1.")
                        .withDefault(0L)),
                "Plays columns by given chances, whatever the leader does.");
    }

    /** @throws Problem BAD_OPTION where they are no chances of columns */
    static double[] chances(Options options, int columns) { // [C]
        double[] given = options.array(CHANCES).orElseThrow().values();
        if (given.length == 1 && columns > 1) {
            double[] one = new double[columns];
            one[OptionIndex.of(CHANCES, "a column", given[0], columns)] = 1;
            return one;
        }
        double sum = Arrays.stream(given).sum();
        if (given.length != columns || Math.abs(sum - 1) > ROUNDING) {
            throw Problem.option(CHANCES, columns + " numbers that sum to 1", given.length + " of sum " + sum);
        }
        return given;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                column[row] = random.choose(row, 0, 0, chances, 0, chances.length);
            }
        }
    }
}
