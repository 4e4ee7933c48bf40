package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of the specifications of wider economics that an oracle can tell, through {@code ./walras solve}. */
final class EconomicsNumbersTest {
    /** Twelve equilibria on fine grids: minutes. */
    private static final String LONG = "H16";

    /** @param values each {@code table[index, ...]=value} */
    private record Case(String number, String environment, String options, String values, String tolerance) {
        static Case of(String line) {
            String[] parts = line.split("\\|", -1);
            assertEquals(5, parts.length, line);
            return new Case(parts[0].trim(), parts[1].trim(), parts[2].trim(), parts[3].trim(), parts[4].trim());
        }
    }

    private static List<Case> cases() throws IOException {
        try (InputStream file = EconomicsNumbersTest.class.getResourceAsStream("/economics-numbers.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Case::of)
                    .toList();
        }
    }

    static Stream<Case> soon() throws IOException {
        return cases().stream().filter(each -> !each.number().equals(LONG));
    }

    static Stream<Case> late() throws IOException {
        return cases().stream().filter(each -> each.number().equals(LONG));
    }

    @ParameterizedTest
    @MethodSource("soon")
    void solve_number_isPrinted(Case wanted) {
        assertPrinted(wanted);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("late")
    void solve_numberOfFineGrid_isPrinted(Case wanted) {
        assertPrinted(wanted);
    }

    /** A number that nobody looks at is none. */
    @Test
    void cases_holdEveryNumber() throws IOException {
        Set<String> missing = new TreeSet<>();
        IntStream.rangeClosed(1, 43).forEach(k -> missing.add("" + k));
        IntStream.rangeClosed(1, 12).forEach(k -> missing.add("P" + k));
        IntStream.rangeClosed(1, 20).forEach(k -> missing.add("H" + k));
        cases().forEach(each -> missing.remove(each.number()));
        assertEquals(Set.of(), missing);
    }

    private static void assertPrinted(Case wanted) {
        List<String> words = new ArrayList<>(List.of("solve", wanted.environment(), "--json"));
        for (String option : wanted.options().split(" ", 0)) {
            if (!option.isEmpty()) {
                words.add("-o");
                words.add(option);
            }
        }
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        JsonObject tables = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("tables");
        for (String claim : wanted.values().split(" ", 0)) {
            String[] sides = claim.split("=", 2);
            double percent = sides[1].endsWith("%") ? 100 : 1;
            String shown = sides[1].replace("%", "");
            double value = number(shown) / percent;
            double found = entry(tables, sides[0]);
            double width = width(wanted.tolerance(), shown, value, percent);
            assertEquals(value, found, width, wanted.number() + " " + sides[0]);
        }
    }

    private static double width(String tolerance, String shown, double value, double percent) {
        if (!tolerance.equals("shown")) {
            return Double.parseDouble(tolerance) * Math.max(1, Math.abs(value));
        }
        int point = shown.indexOf('.');
        int digits = point < 0 ? 0 : shown.length() - 1 - point;
        return Math.max(1e-6 * Math.abs(value), .51 * Math.pow(10, -digits) / percent);
    }

    private static double number(String text) {
        String[] parts = text.split("/", 0);
        return parts.length == 1
                ? Double.parseDouble(text)
                : Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
    }

    /** A table's value at its indices, of which a scalar has none. */
    private static double entry(JsonObject tables, String claim) {
        int bracket = claim.indexOf('[');
        String name = bracket < 0 ? claim : claim.substring(0, bracket);
        String[] indices = bracket < 0
                ? new String[0]
                : claim.substring(bracket + 1, claim.length() - 1).split(",", 0);
        assertTrue(tables.has(name), () -> name + " is not among " + tables.keySet());
        JsonArray shape = tables.getAsJsonObject(name).getAsJsonArray("shape");
        assertEquals(indices.length, shape.size(), claim);
        int place = 0;
        for (int k = 0; k < indices.length; k++) {
            place = place * shape.get(k).getAsInt() + Integer.parseInt(indices[k]);
        }
        return tables.getAsJsonObject(name).getAsJsonArray("values").get(place).getAsDouble();
    }
}
