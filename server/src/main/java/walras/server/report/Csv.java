package walras.server.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A table of a file: named columns and rows of texts and numbers (RFC 4180). */
public final class Csv {
    private final String name;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /** @param name of the file, without its ending */
    public Csv(String name, String... columns) {
        this.name = name;
        this.columns = List.of(columns);
    }

    public String name() {
        return name;
    }

    /** Adds a row; one value per column. */
    public Csv row(Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    name + ": " + columns.size() + " columns, got " + values.length + " values");
        }
        rows.add(List.of(values));
        return this;
    }

    /** Writes {@code NAME.csv} into a folder. */
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(name + ".csv"), text());
    }

    /** Writes a text file, and the folders above it. */
    public static void writeText(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    /** The file's content. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, columns);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<?> values) {
        for (int k = 0; k < values.size(); k++) {
            String value = String.valueOf(values.get(k));
            boolean quoted = value.contains(",") || value.contains("\"") || value.contains("\n");
            text.append(k == 0 ? "" : ",").append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        text.append('\n');
    }
}
