package walras.tournament.file;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.report.Json;

/**
 * A built-in policy.
 *
 * @param options its own, not yet resolved
 */
public record PolicyChoice(String name, Map<String, @Nullable Object> options) {
    /** Reads {@code NAME} or {@code NAME:JSON}. */
    static PolicyChoice read(Document document, String pointer, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new PolicyChoice(text, Map.of());
        }
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        try {
            if (Json.parse(text.substring(colon + 1)) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> options.put(String.valueOf(name), value));
                return new PolicyChoice(text.substring(0, colon), options);
            }
        } catch (IllegalArgumentException broken) {
            Problem problem = document.wrong(pointer, "NAME or NAME:JSON", text);
            problem.addSuppressed(broken);
            throw problem;
        }
        throw document.wrong(pointer, "NAME or NAME:JSON with a JSON object", text);
    }

    @Override
    public String toString() {
        return options.isEmpty() ? name : name + ":" + Json.line(options);
    }
}
