package walras.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.server.report.Json;

/** {@code -o NAME=@FILE}: an option's value from a table ({@code .csv}), a NumPy array ({@code .npy}) or JSON (any other name). */
final class ArrayFile {
    private static final long MOST_BYTES = 256L << 20;

    private ArrayFile() {}

    /**
     * Reads the value.
     *
     * @param option what the value is for; null where only JSON can be
     * @throws Problem BAD_REQUEST; names the file, and the cell that is no number
     */
    static @Nullable Object read(String where, Path file, @Nullable OptionSpec option) {
        String place = where + ": " + file;
        byte[] bytes = bytes(where, file);
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (option != null && name.endsWith(".csv")) {
            return shaped(place, table(place, new String(bytes, StandardCharsets.UTF_8)), option);
        }
        if (option != null && name.endsWith(".npy")) {
            return NpyArray.nested(place, bytes);
        }
        try {
            return Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            throw Problem.request(place, "JSON", String.valueOf(broken.getMessage()));
        }
    }

    private static byte[] bytes(String where, Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw Problem.request(where + ": " + file, "at most " + MOST_BYTES + " bytes", size + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw Problem.request(where, "a readable file", file.toString());
        }
    }

    /** Rows of numbers, all as long. Lines that are empty or begin with # are passed over, and a first line of words alone. */
    private static List<List<Double>> table(String where, String text) {
        List<List<Double>> rows = new ArrayList<>();
        boolean first = true;
        int number = 0;
        for (String line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r\n|\r|\n", -1)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            boolean head = first && isHead(cells);
            first = false;
            if (head) {
                continue;
            }
            rows.add(row(where + ": line " + number, cells));
            int width = rows.get(0).size();
            if (cells.length != width) {
                throw Problem.request(
                        where + ": line " + number, width + " cells, as in the lines before", cells.length + " cells");
            }
        }
        if (rows.isEmpty()) {
            throw Problem.request(where, "at least one line of numbers", "none");
        }
        return rows;
    }

    private static boolean isHead(String[] cells) {
        for (String cell : cells) {
            if (cell.isBlank() || number(cell) != null) {
                return false;
            }
        }
        return true;
    }

    private static List<Double> row(String where, String[] cells) {
        List<Double> numbers = new ArrayList<>();
        for (int column = 0; column < cells.length; column++) {
            Double number = number(cells[column]);
            if (number == null || !Double.isFinite(number)) {
                throw Problem.request(where + ", cell " + (column + 1), "a finite number", cells[column].strip());
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** Null for what is no number. NaN and infinities are. */
    private static @Nullable Double number(String cell) {
        String word = cell.strip();
        try {
            // Java would take 1d and 0x1p3 for numbers.
            return word.matches("[-+0-9.eE]+|[-+]?(?i:nan|inf|infinity)")
                    ? Double.valueOf(word.replaceAll("(?i)nan", "NaN").replaceAll("(?i)inf(inity)?", "Infinity"))
                    : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    /** A table of the rank that the option takes: a number, a list where there is one line or one column, else rows. */
    private static Object shaped(String where, List<List<Double>> rows, OptionSpec option) {
        int width = rows.get(0).size();
        boolean list = rows.size() == 1 || width == 1;
        if (option.maxRank() == 0) {
            if (rows.size() != 1 || width != 1) {
                throw Problem.request(where, "one number", rows.size() + " lines of " + width);
            }
            return rows.get(0).get(0);
        }
        if (option.minRank() > 2) {
            throw Problem.request(where, "a .npy or .json file for an array of rank " + option.minRank(), "a table");
        }
        if (option.maxRank() == 1 && !list) {
            throw Problem.request(where, "one line or one column", rows.size() + " lines of " + width);
        }
        if (option.minRank() <= 1 && list) {
            return rows.size() == 1
                    ? rows.get(0)
                    : rows.stream().map(row -> row.get(0)).toList();
        }
        return rows;
    }
}
