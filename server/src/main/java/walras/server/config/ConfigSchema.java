package walras.server.config;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** The JSON Schema (2020-12) of a file of settings, for editors and pipelines. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** The schema, with a line break at its end. */
    public static String of(List<Setting> table) {
        JsonObject properties = new JsonObject();
        table.stream().filter(Setting::inFile).forEach(setting -> properties.add(setting.name(), property(setting)));
        JsonObject schema = new JsonObject();
        schema.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.addProperty("title", "Configuration of a Walras server");
        JsonArray types = new JsonArray();
        types.add("object");
        types.add("null"); // a file of nothing but comments
        schema.add("type", types);
        schema.add("properties", properties);
        schema.addProperty("additionalProperties", false);
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(schema) + "\n";
    }

    private static JsonObject property(Setting setting) {
        JsonObject property = new JsonObject();
        property.addProperty("description", setting.about());
        switch (setting.kind()) {
            case WHOLE -> {
                property.addProperty("type", "integer");
                property.addProperty("minimum", setting.least());
                property.addProperty("maximum", setting.most());
            }
            case LIST -> {
                JsonObject text = new JsonObject();
                text.addProperty("type", "string");
                text.addProperty("pattern", "^[^,]*[^,\\s][^,]*$");
                property.addProperty("type", "array");
                property.add("items", text);
            }
            case SWITCH -> property.addProperty("type", "boolean");
            default -> {
                property.addProperty("type", "string");
                property.addProperty("minLength", 1);
            }
        }
        if (setting.kind() == Setting.Kind.TEXT && !setting.words().isEmpty()) {
            JsonArray words = new JsonArray();
            setting.words().forEach(words::add);
            property.add("enum", words);
        }
        return property;
    }
}
