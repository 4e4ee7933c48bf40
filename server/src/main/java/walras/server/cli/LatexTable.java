package walras.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cells of a sweep as a LaTeX table (package booktabs): each mean with half the width of its interval of 95%. */
final class LatexTable {
    private static final double HALF_WIDTH = 1.959963984540054; // standard errors
    private static final String ERROR = "_se";

    private LatexTable() {}

    /**
     * The table.
     *
     * @param swept options, then their values cell by cell
     * @param numbers by name, cell by cell; {@code NAME_se} is the standard error of {@code NAME}
     */
    static String of(List<String> swept, List<List<String>> values, List<Map<String, Double>> numbers) {
        List<String> names = numbers.stream()
                .flatMap(cell -> cell.keySet().stream())
                .distinct()
                .filter(name -> !name.endsWith(ERROR) || name.equals(ERROR))
                .toList();
        List<String> head = new ArrayList<>(swept);
        head.addAll(names);
        StringBuilder text = new StringBuilder("% mean $\\pm$ half of the 95% interval\n\\begin{tabular}{")
                .append("l".repeat(swept.size()))
                .append("r".repeat(names.size()))
                .append("}\n\\toprule\n");
        line(text, head.stream().map(LatexTable::escaped).toList());
        text.append("\\midrule\n");
        for (int k = 0; k < values.size(); k++) {
            List<String> cells = new ArrayList<>(
                    values.get(k).stream().map(LatexTable::escaped).toList());
            for (String name : names) {
                cells.add(number(numbers.get(k), name));
            }
            line(text, cells);
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(String.join(" & ", cells)).append(" \\\\\n");
    }

    private static String number(Map<String, Double> cell, String name) {
        double mean = cell.getOrDefault(name, Double.NaN);
        double error = cell.getOrDefault(name + ERROR, Double.NaN);
        if (!Double.isFinite(mean)) {
            return "--";
        }
        String shown = String.format(Locale.ROOT, "%.5g", mean);
        return Double.isFinite(error) && error > 0
                ? String.format(Locale.ROOT, "$%s \\pm %.2g$", shown, HALF_WIDTH * error)
                : "$" + shown + "$";
    }

    private static String escaped(String word) {
        return word.replaceAll("([_%&#${}])", "\\\\$1");
    }
}
