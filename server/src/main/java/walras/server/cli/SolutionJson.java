package walras.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.Options;
import walras.env.Solution;

/** What {@code solve --json} prints. */
final class SolutionJson {
    private SolutionJson() {}

    static Map<String, @Nullable Object> of(Environment environment, Options options, Solution solution) {
        Map<String, @Nullable Object> tables = new LinkedHashMap<>();
        Map<String, Guide.Entry> meanings = environment.guide().tables(); // read once: a guide is a file
        for (Solution.Table table : solution.tables()) {
            Map<String, @Nullable Object> shown =
                    SpecJson.object("shape", table.shape(), "dims", table.dims(), "values", table.values());
            Guide.Entry entry = meanings.get(table.name());
            if (entry != null) {
                shown.put("unit", entry.unit());
                shown.put("meaning", entry.meaning());
            }
            tables.put(table.name(), shown);
        }
        return SpecJson.object(
                "environment", environment.id(),
                "options", options.shown(),
                "tables", tables,
                "certificate", solution.certificate());
    }
}
