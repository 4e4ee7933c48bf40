package walras.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import walras.env.Environment;

/**
 * What a step of an environment costs under default options, as {@code bench} measured it.
 *
 * @param rate steps per second of 1024 rows, as the table writes it
 * @param page where the table is, from docs/
 */
record StepCost(String rate, String page) {
    /** The same as a resource, for {@code describe} where there are no documents; {@code docs} writes it. */
    static final String RESOURCE = "step-costs.csv";

    private static final String TABLE = "performance.md";

    /** In words, without an end. */
    String sentence() {
        return "With default options and 1024 rows: " + rate + " steps per second in process";
    }

    private String line(String environment) {
        return environment + "," + rate + "," + page + "\n";
    }

    /** What this version was shipped with. */
    static Optional<StepCost> shipped(String environment) {
        try (InputStream file = StepCost.class.getResourceAsStream(RESOURCE)) {
            String text = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split(","))
                    .filter(cells -> cells[0].equals(environment))
                    .map(cells -> new StepCost(cells[1], cells[2]))
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(RESOURCE, unreadable);
        }
    }

    /** The tables of a folder of documents: of all environments, then of those that came later. */
    static final class Tables {
        private final Map<String, String> pages = new LinkedHashMap<>(); // text by place

        /** @param docs the folder; without tables nothing has a cost */
        Tables(Path docs) throws IOException {
            for (Path page : places(docs)) {
                pages.put(docs.relativize(page).toString().replace('\\', '/'), Files.readString(page));
            }
        }

        private static List<Path> places(Path docs) throws IOException {
            Path later = docs.resolve("performance");
            try (Stream<Path> more = Files.isDirectory(later) ? Files.list(later) : Stream.empty()) {
                return Stream.concat(
                                Stream.of(docs.resolve(TABLE)),
                                more.filter(page -> page.toString().endsWith(".md"))
                                        .sorted())
                        .filter(Files::exists)
                        .toList();
            }
        }

        /** The resource: id, rate and page of each. */
        String resource(List<Environment> environments) {
            StringBuilder text = new StringBuilder();
            for (Environment each : environments) {
                of(each.id()).ifPresent(cost -> text.append(cost.line(each.id())));
            }
            return text.toString();
        }

        Optional<StepCost> of(String environment) {
            Pattern row = Pattern.compile("(?m)^\\| " + Pattern.quote(environment) + " B=1024 \\| ([^|]+) \\|");
            return pages.entrySet().stream()
                    .flatMap(page -> {
                        Matcher found = row.matcher(page.getValue());
                        return found.find() ? Stream.of(new StepCost(found.group(1), page.getKey())) : Stream.empty();
                    })
                    .findFirst();
        }
    }
}
