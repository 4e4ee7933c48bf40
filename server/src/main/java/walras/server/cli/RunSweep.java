package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.EconomySpec;
import walras.env.batch.PartSpecs;
import walras.server.report.Progress;

/** A run for each cell of a sweep, all with the same seed. Cells that are laid out alike are stepped together, as parts. */
final class RunSweep {
    private final List<SweepArguments.Cell> cells;
    private final RunReport[] reports; // [cells]

    private RunSweep(List<SweepArguments.Cell> cells) {
        this.cells = cells;
        reports = new RunReport[cells.size()];
    }

    /** Plays every cell, as a run with its options alone would. */
    static RunSweep play(List<SweepArguments.Cell> cells, List<InProcessRun.Settings> settings, Progress progress)
            throws IOException {
        RunSweep sweep = new RunSweep(cells);
        for (List<Integer> group : groups(settings)) {
            List<RunReport> played =
                    InProcessRun.play(group.stream().map(settings::get).toList(), progress);
            for (int k = 0; k < group.size(); k++) {
                sweep.reports[group.get(k)] = played.get(k);
            }
        }
        return sweep;
    }

    /** The cells of one specification each; a backend that takes whole batches has each for itself. */
    private static List<List<Integer>> groups(List<InProcessRun.Settings> settings) {
        List<List<Integer>> groups = new ArrayList<>();
        List<EconomySpec> specs = new ArrayList<>();
        for (int k = 0; k < settings.size(); k++) {
            InProcessRun.Settings cell = settings.get(k);
            EconomySpec spec = cell.environment().economy(cell.options()).spec();
            int found = 0;
            while (found < specs.size()
                    && (cell.backend() == Backend.ND4J || !PartSpecs.alike(specs.get(found), spec))) {
                found++;
            }
            if (found == specs.size()) {
                specs.add(spec);
                groups.add(new ArrayList<>());
            }
            groups.get(found).add(k);
        }
        return groups;
    }

    /** {@code {"environment", "sweep": [...]}}: of each cell what its run prints, but for the options that were swept. */
    Map<String, @Nullable Object> json(String environment, boolean rowHashes) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int k = 0; k < reports.length; k++) {
            Map<String, @Nullable Object> cell = new LinkedHashMap<>();
            cell.put("options", cells.get(k).swept());
            reports[k].json(rowHashes).forEach(cell::putIfAbsent);
            all.add(cell);
        }
        return SpecJson.object("environment", environment, "sweep", all);
    }

    /** The means and standard errors of every cell, by name. */
    List<Map<String, Double>> numbers() {
        return Arrays.stream(reports).map(RunReport::numbers).toList();
    }

    /** A line for each cell. */
    void print(PrintWriter out) {
        List<Map<String, Double>> numbers = numbers();
        for (int k = 0; k < reports.length; k++) {
            StringBuilder line = new StringBuilder();
            cells.get(k)
                    .swept()
                    .forEach((name, value) ->
                            line.append(name).append('=').append(value).append(' '));
            Map<String, Double> own = numbers.get(k);
            own.forEach((name, value) -> {
                Double error = own.get(name + "_se");
                if (error != null) {
                    line.append(String.format(Locale.ROOT, " %s %.6g +- %.3g", name, value, error));
                }
            });
            out.println(line);
        }
    }
}
