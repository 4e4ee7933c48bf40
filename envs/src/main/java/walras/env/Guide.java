package walras.env;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people read about an environment beside its specification: the model in formulas, and what each reward, table,
 * certificate and choice means. The author writes it in Markdown, beside the classes; pages, {@code describe}, {@code
 * solve} and the catalogue show it.
 *
 * <p>The Markdown has the sections {@code # Model} (text), {@code # Rewards} (a table of group, unit, meaning), {@code #
 * Tables} (name, dimensions, unit, meaning), {@code # Certificate} (name, unit, meaning), {@code # Choices} (option, value,
 * meaning) and {@code # References} (BibTeX in a fence). The first cell of a line of a table is code.
 *
 * @param model Markdown with LaTeX between dollar signs
 * @param rewards by group
 * @param tables by the name of a table of {@code solve}; tables that exist only under some options too
 * @param certificate by the name of a number of the certificate
 * @param choices by {@code option=value}; for the option of a policy by {@code policy.option=value}
 * @param references BibTeX
 */
public record Guide(
        String model,
        Map<String, Entry> rewards,
        Map<String, Entry> tables,
        Map<String, Entry> certificate,
        Map<String, Entry> choices,
        String references) {
    private static final String BLANK_LINE = "\n\n";

    /**
     * The meaning of a name.
     *
     * @param dims what the axes of a table count, {@code "state, primitive"}; "" for scalars and for all else
     * @param unit "" where there is none
     */
    public record Entry(String dims, String unit, String meaning) {}

    /**
     * Reads resources beside a class and joins them.
     *
     * @param beside the class in whose package the resources lie
     * @param resources names, {@code "chain.md"}
     * @throws IllegalStateException naming resource and line where a guide is not as described
     */
    public static Guide read(Class<?> beside, String... resources) {
        Guide all = new Guide("", Map.of(), Map.of(), Map.of(), Map.of(), "");
        for (String resource : resources) {
            all = all.and(new Reader(resource).read(text(beside, resource)));
        }
        return all;
    }

    /** This guide, then another one; where both explain a name the other one counts. */
    public Guide and(Guide other) {
        return new Guide(
                (model + BLANK_LINE + other.model).strip(),
                joined(rewards, other.rewards),
                joined(tables, other.tables),
                joined(certificate, other.certificate),
                joined(choices, other.choices),
                (references + BLANK_LINE + other.references).strip());
    }

    private static Map<String, Entry> joined(Map<String, Entry> first, Map<String, Entry> second) {
        Map<String, Entry> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return Collections.unmodifiableMap(all);
    }

    private static String text(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + resource + " beside " + beside.getName(), e);
        }
    }

    /** Goes through the lines of one resource. */
    private static final class Reader {
        private final String resource;
        private final Map<String, Entry> rewards = new LinkedHashMap<>();
        private final Map<String, Entry> tables = new LinkedHashMap<>();
        private final Map<String, Entry> certificate = new LinkedHashMap<>();
        private final Map<String, Entry> choices = new LinkedHashMap<>();
        private final StringBuilder model = new StringBuilder();
        private final StringBuilder references = new StringBuilder();

        Reader(String resource) {
            this.resource = resource;
        }

        Guide read(String text) {
            String section = "";
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                if (line.startsWith("# ")) {
                    section = line.substring(2).strip();
                } else {
                    take(section, line, resource + ", line " + number);
                }
            }
            return new Guide(
                    model.toString().strip(),
                    rewards,
                    tables,
                    certificate,
                    choices,
                    references.toString().strip());
        }

        private void take(String section, String line, String where) {
            switch (section) {
                case "Model" -> model.append(line).append('\n');
                case "References" -> references.append(line.startsWith("```") ? "" : line + "\n");
                case "Rewards" -> named(rewards, line, where);
                case "Certificate" -> named(certificate, line, where);
                case "Tables" -> {
                    if (isEntry(line)) {
                        List<String> cells = cells(line, 4, where);
                        tables.put(cells.get(0), new Entry(cells.get(1), cells.get(2), cells.get(3)));
                    }
                }
                case "Choices" -> {
                    if (isEntry(line)) {
                        List<String> cells = cells(line, 3, where);
                        choices.put(cells.get(0) + "=" + cells.get(1), new Entry("", "", cells.get(2)));
                    }
                }
                default -> throw new IllegalStateException(where + ": no section of a guide: " + section);
            }
        }

        private static void named(Map<String, Entry> entries, String line, String where) {
            if (isEntry(line)) {
                List<String> cells = cells(line, 3, where);
                entries.put(cells.get(0), new Entry("", cells.get(1), cells.get(2)));
            }
        }

        private static boolean isEntry(String line) {
            return line.startsWith("| `");
        }

        /** The cells of a line of a Markdown table, names without their marks; a bar within a cell is written {@code \|}. */
        private static List<String> cells(String line, int count, String where) {
            List<String> cells = new ArrayList<>();
            for (String cell : line.strip().split("(?<!\\\\)\\|", -1)) {
                String text = cell.strip().replace("\\|", "|");
                cells.add(text.matches("`[^`]*`") ? text.substring(1, text.length() - 1) : text);
            }
            if (cells.size() != count + 2) {
                throw new IllegalStateException(where + ": expected " + count + " cells, got " + (cells.size() - 2));
            }
            return cells.subList(1, cells.size() - 1);
        }
    }
}
