package walras.server.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.server.report.Json;

/** Results that another process printed: an object whose {@code results} are those of {@link BenchmarkResult#json()}. */
public final class ResultJson {
    private static final Set<String> OWN_FIELDS =
            Set.of("suite", "name", "unit", "median", "low", "high", "rounds", "target", "cited");

    private ResultJson() {}

    /**
     * The lines of a JSON object.
     *
     * @param whose for error messages
     * @throws IOException if it is none, has no lines, or one lacks a number
     */
    public static List<BenchmarkResult> read(String whose, String json) throws IOException {
        if (!(parsed(whose, json) instanceof Map<?, ?> all) || !(all.get("results") instanceof List<?> lines)) {
            throw new IOException(whose + " printed no results: " + json);
        }
        List<BenchmarkResult> results = new ArrayList<>();
        for (Object line : lines) {
            if (line instanceof Map<?, ?> fields) {
                results.add(result(whose, fields));
            }
        }
        return results;
    }

    private static @Nullable Object parsed(String whose, String json) throws IOException {
        try {
            return Json.parse(json);
        } catch (IllegalArgumentException broken) {
            throw new IOException(whose + " printed no JSON: " + json, broken);
        }
    }

    private static BenchmarkResult result(String whose, Map<?, ?> fields) throws IOException {
        Map<String, Object> more = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value != null && !OWN_FIELDS.contains(String.valueOf(name))) {
                more.put(String.valueOf(name), value);
            }
        });
        return new BenchmarkResult(
                String.valueOf(fields.get("suite")),
                String.valueOf(fields.get("name")),
                String.valueOf(fields.get("unit")),
                number(whose, fields, "median"),
                number(whose, fields, "low"),
                number(whose, fields, "high"),
                (int) number(whose, fields, "rounds"),
                fields.get("target") == null ? 0 : number(whose, fields, "target"),
                more,
                cited(whose, fields));
    }

    private static List<KernelCase.Cited> cited(String whose, Map<?, ?> fields) throws IOException {
        List<KernelCase.Cited> cited = new ArrayList<>();
        if (fields.get("cited") instanceof List<?> figures) {
            for (Object figure : figures) {
                if (figure instanceof Map<?, ?> each) {
                    cited.add(new KernelCase.Cited(
                            String.valueOf(each.get("source")), number(whose, each, "per_second")));
                }
            }
        }
        return cited;
    }

    private static double number(String whose, Map<?, ?> fields, String name) throws IOException {
        Object value = fields.get(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        } else if (value == null && fields.containsKey(name)) {
            return Double.NaN; // nothing to measure: a note says why
        }
        throw new IOException(whose + ": " + name + " is no number: " + fields.get(name));
    }
}
