package walras.server.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Means with their intervals of 95%, each row named by some words: for papers as LaTeX (package booktabs), for programs as CSV.
 *
 * @param words heads of the columns that name a row
 * @param names {@code [rows][words]}
 * @param columns heads of the numbers
 * @param cells {@code [rows][columns]}; a mean that is not finite is left out, an interval that is not alone
 */
public record MeanTable(
        List<String> words, List<List<String>> names, List<String> columns, List<List<Interval>> cells) {
    private static final double ROUNDING = 1e-12;
    private static final int MEAN_DIGITS = 5;
    private static final int HALF_DIGITS = 2;
    private static final int LEAST_POWER = -4;
    private static final int MOST_POWER = 5;

    public MeanTable {
        words = List.copyOf(words);
        names = List.copyOf(names);
        columns = List.copyOf(columns);
        cells = List.copyOf(cells);
    }

    /** The table in LaTeX: each mean with half the width of its interval. */
    public String latex() {
        List<String> head = new ArrayList<>(words);
        head.addAll(columns);
        StringBuilder text = new StringBuilder("% mean $\\pm$ half of the 95% interval\n\\begin{tabular}{")
                .append("l".repeat(words.size()))
                .append("r".repeat(columns.size()))
                .append("}\n\\toprule\n");
        line(text, head.stream().map(MeanTable::escaped).toList());
        text.append("\\midrule\n");
        for (int k = 0; k < names.size(); k++) {
            List<String> line = new ArrayList<>(
                    names.get(k).stream().map(MeanTable::escaped).toList());
            line.addAll(cells.get(k).stream().map(MeanTable::shown).toList());
            line(text, line);
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    /** The table with every number beside the ends of its interval. */
    public Csv csv(String name) {
        List<String> head = new ArrayList<>(words);
        columns.forEach(column -> head.addAll(List.of(column, column + " low", column + " high")));
        Csv csv = new Csv(name, head.toArray(String[]::new));
        for (int k = 0; k < names.size(); k++) {
            List<Object> row = new ArrayList<>(names.get(k));
            for (Interval cell : cells.get(k)) {
                row.addAll(List.of(plain(cell.value()), plain(cell.low()), plain(cell.high())));
            }
            csv.row(row.toArray());
        }
        return csv;
    }

    private static Object plain(double number) {
        return Double.isFinite(number) ? (Object) number : "";
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(String.join(" & ", cells)).append(" \\\\\n");
    }

    /** A mean to the digits that half of its interval leaves it; what is below the rounding of sums is no interval. */
    private static String shown(Interval cell) {
        double mean = cell.value();
        if (!Double.isFinite(mean)) {
            return "--";
        }
        double half = (cell.high() - cell.low()) / 2;
        boolean alone = !Double.isFinite(half) || half <= ROUNDING * Math.abs(mean);
        int power = power(alone ? Math.abs(mean) : Math.max(Math.abs(mean), half));
        BigDecimal shownMean = new BigDecimal(mean).scaleByPowerOfTen(-power);
        String numbers;
        if (alone) {
            numbers = shownMean
                    .round(new MathContext(MEAN_DIGITS))
                    .stripTrailingZeros()
                    .toPlainString();
        } else {
            BigDecimal shownHalf =
                    new BigDecimal(half).scaleByPowerOfTen(-power).round(new MathContext(HALF_DIGITS));
            int decimals = Math.max(0, shownHalf.scale());
            numbers = shownMean.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString() + " \\pm "
                    + shownHalf.toPlainString();
        }
        if (power == 0) {
            return "$" + numbers + "$";
        }
        return "$" + (alone ? numbers : "(" + numbers + ")") + " \\times 10^{" + power + "}$";
    }

    /** The power of ten that is written apart; 0 where a number reads well as it is. */
    private static int power(double number) {
        int power = number == 0 ? 0 : (int) Math.floor(Math.log10(number));
        return power < LEAST_POWER || power > MOST_POWER ? power : 0;
    }

    private static String escaped(String word) {
        return word.replaceAll("([_%&#${}])", "\\\\$1");
    }
}
