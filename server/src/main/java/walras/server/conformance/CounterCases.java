package walras.server.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cases of {@code counters.json}: moves of counter-v0, every number of which a reader can compute by hand. */
final class CounterCases {
    private CounterCases() {}

    static List<ConformanceCase> all() {
        List<ConformanceCase> cases = new ArrayList<>();
        try (InputStream in = CounterCases.class.getResourceAsStream("counters.json")) {
            if (in == null) {
                throw new IOException("counters.json is not on the class path");
            }
            JsonElement script = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (JsonElement each : script.getAsJsonObject().getAsJsonArray("cases")) {
                JsonObject of = each.getAsJsonObject();
                String name = of.get("name").getAsString();
                cases.add(new ConformanceCase(
                        "counters-" + (cases.size() + 1), name.replace("|", "\\|") + ".", scene -> play(scene, of)));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return cases;
    }

    private static void play(Scene scene, JsonObject of) {
        scene.ok("connect", "as", "c", "address", scene.place());
        JsonObject session = Scene.command("session", "as", "s", "of", "c");
        Map<String, String> names = Map.of("autoreset_mode", "autoreset");
        of.entrySet().stream()
                .filter(each -> !List.of("name", "moves", "create_error").contains(each.getKey()))
                .forEach(each -> session.add(names.getOrDefault(each.getKey(), each.getKey()), each.getValue()));
        if (of.has("create_error")) {
            refused(scene, of.getAsJsonObject("create_error"), session);
            return;
        }
        scene.ok(session);
        for (JsonElement each : of.getAsJsonArray("moves")) {
            JsonObject move = each.getAsJsonObject();
            JsonObject command = command(move);
            if (move.has("error")) {
                refused(scene, move.getAsJsonObject("error"), command);
            } else {
                Comparison.same("turn", turn(move.getAsJsonObject("turn")), scene.ok(command));
            }
        }
    }

    private static void refused(Scene scene, JsonObject error, JsonObject command) {
        scene.refused(error.get("code").getAsString(), error.get("reason").getAsString(), command);
    }

    private static JsonObject command(JsonObject move) {
        if (move.has("reset")) {
            JsonObject reset = Scene.command("reset", "of", "s");
            move.getAsJsonObject("reset").entrySet().forEach(each -> reset.add(each.getKey(), each.getValue()));
            return reset;
        }
        JsonObject actions = new JsonObject();
        move.getAsJsonObject("step").entrySet().forEach(each -> actions.add(each.getKey(), tensors(each.getValue())));
        return Scene.command("step", "of", "s", "actions", actions);
    }

    /** Nested lists [B][n] as the tensor {@code increment}. */
    private static JsonObject tensors(JsonElement nested) {
        JsonArray rows = nested.getAsJsonArray();
        JsonArray values = new JsonArray();
        rows.forEach(row -> row.getAsJsonArray().forEach(values::add));
        JsonObject tensors = new JsonObject();
        tensors.add(
                "increment",
                Scene.command(
                        "",
                        "dtype",
                        "int32",
                        "shape",
                        List.of(rows.size(), values.size() / rows.size()),
                        "values",
                        values));
        tensors.getAsJsonObject("increment").remove("do");
        return tensors;
    }

    /** Observations of the script are bare lists, those of clients have a type and a shape. */
    private static JsonObject turn(JsonObject written) {
        JsonObject turn = written.deepCopy();
        for (String name : List.of("obs", "final_obs")) {
            if (turn.has(name)) {
                turn.getAsJsonObject(name).entrySet().forEach(group -> group.getValue()
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(tensor -> {
                            JsonObject values = new JsonObject();
                            values.add("values", tensor.getValue());
                            tensor.setValue(values);
                        }));
            }
        }
        return turn;
    }
}
