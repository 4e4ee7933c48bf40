package walras.server.session.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.TableSize;
import walras.server.session.plan.SessionConfig.PartConfig;

/** What the economies of a session take of memory: the sum over its parts, of which those with equal options share one. */
final class PartTables {
    private PartTables() {}

    /** @throws Problem if the options of a part are wrong */
    static TableSize of(Environment environment, SessionConfig asked) {
        if (asked.parts().isEmpty()) {
            return environment.tables(environment.options().resolve(asked.options()));
        }
        Map<Map<String, Object>, TableSize> distinct = new HashMap<>();
        long rowBytes = 0;
        long learnerBytes = 0;
        for (int k = 0; k < asked.parts().size(); k++) {
            PartConfig part = asked.parts().get(k);
            Map<String, Object> merged = new LinkedHashMap<>(asked.options());
            merged.putAll(part.options());
            TableSize size = PartPlanner.at("config.parts[" + k + "]", () -> {
                var options = environment.options().resolve(merged);
                return distinct.computeIfAbsent(options.shown(), given -> environment.tables(options));
            });
            rowBytes = Math.addExact(rowBytes, Math.multiplyExact(part.rows(), size.rowBytes()));
            learnerBytes = Math.addExact(learnerBytes, Math.multiplyExact(part.rows(), size.learnerBytes()));
        }
        long economies =
                distinct.values().stream().mapToLong(TableSize::economyBytes).reduce(0, Math::addExact);
        long building = distinct.values().stream()
                .mapToLong(TableSize::buildingBytes)
                .max()
                .orElseThrow();
        long rows = asked.rows();
        return new TableSize(economies, (rowBytes + rows - 1) / rows, (learnerBytes + rows - 1) / rows, building);
    }
}
