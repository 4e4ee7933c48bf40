package walras.server.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/** Settings for people: their reference, and what they are. */
public final class ConfigPage {
    /** A text in double quotes of JSON is one of YAML's too. */
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private static final String HEAD =
            """
            | setting | what it may be | default | live | meaning |
            | --- | --- | --- | --- | --- |
            """;
    private static final String SECRET = "set, and not shown";

    private ConfigPage() {}

    /** A row for each setting. */
    public static String table(List<Setting> table) {
        StringBuilder rows = new StringBuilder(HEAD);
        for (Setting setting : table) {
            String name =
                    switch (setting.place()) {
                        case ANYWHERE -> "`" + setting.name() + "`";
                        case OUTSIDE -> "`" + setting.flag() + "`, `" + setting.variable() + "`";
                        case VARIABLE -> "`" + setting.variable() + "`";
                    };
            String expected = setting.kind() == Setting.Kind.SECRET ? "a token" : setting.expected();
            String row = String.join(
                    " | ", name, expected, setting.usualShown(), setting.live() ? "yes" : "", setting.about());
            rows.append("| ").append(row).append(" |\n");
        }
        return rows.toString();
    }

    /** A file of settings that says what holds, with who says it beside each. */
    public static String yaml(List<Setting> table, Values values) {
        StringBuilder lines = new StringBuilder();
        for (Setting setting : table) {
            values.said(setting.name()).ifPresent(value -> {
                String text = setting.name() + ": " + shown(setting, value);
                lines.append(setting.inFile() ? text : "# " + text)
                        .append(" # ")
                        .append(value.from())
                        .append('\n');
            });
        }
        return lines.toString();
    }

    /** The same for programs. */
    public static JsonObject json(List<Setting> table, Values values) {
        JsonObject all = new JsonObject();
        for (Setting setting : table) {
            values.said(setting.name()).ifPresent(value -> {
                JsonObject one = new JsonObject();
                one.add("value", shown(setting, value));
                one.addProperty("from", value.from());
                all.add(setting.name(), one);
            });
        }
        return all;
    }

    private static JsonElement shown(Setting setting, Value value) {
        if (setting.kind() == Setting.Kind.LIST) {
            return GSON.toJsonTree(value.text().split(Setting.COMMA, -1));
        }
        JsonPrimitive shown =
                switch (setting.kind()) {
                    case WHOLE -> new JsonPrimitive(Long.parseLong(value.text()));
                    case SWITCH -> new JsonPrimitive(value.text().equals("true"));
                    case SECRET -> new JsonPrimitive(SECRET);
                    case TEXT, PATH, LIST -> new JsonPrimitive(value.text());
                };
        return GSON.toJsonTree(shown);
    }
}
