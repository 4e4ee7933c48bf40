package walras.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Solution;

/** What {@code solve --json} prints. */
final class SolutionJson {
    private SolutionJson() {}

    static Map<String, @Nullable Object> of(Environment environment, Options options, Solution solution) {
        Map<String, @Nullable Object> tables = new LinkedHashMap<>();
        for (Solution.Table table : solution.tables()) {
            tables.put(
                    table.name(),
                    SpecJson.object("shape", table.shape(), "dims", table.dims(), "values", table.values()));
        }
        return SpecJson.object(
                "environment", environment.id(),
                "options", options.shown(),
                "tables", tables,
                "certificate", solution.certificate());
    }
}
