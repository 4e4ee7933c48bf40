package walras.server.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A record of the log as one line of JSON; those of the record of callers say who and which session in keys of their own. */
final class JsonLines extends Formatter {
    private static final String AUDIT = "walras.audit";
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    @Override
    public String format(LogRecord line) {
        JsonObject object = new JsonObject();
        object.addProperty("time", line.getInstant().toString());
        object.addProperty("level", line.getLevel().getName());
        object.addProperty("logger", line.getLoggerName());
        Object[] words = line.getParameters();
        if (AUDIT.equals(line.getLoggerName()) && words != null && words.length > 2) {
            object.addProperty("caller", String.valueOf(words[0]));
            object.addProperty("did", String.valueOf(words[1]));
            if (words.length > 4) {
                object.addProperty(String.valueOf(words[2]), String.valueOf(words[3])); // session or tournament
            }
        }
        object.addProperty("message", formatMessage(line));
        if (line.getThrown() != null) {
            StringWriter trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace));
            object.addProperty("thrown", trace.toString());
        }
        return GSON.toJson(object) + System.lineSeparator();
    }
}
