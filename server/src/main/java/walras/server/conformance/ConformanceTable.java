package walras.server.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Case by client, in Markdown: the end of {@code clients/README.md}. What a client passes is what its list of known failures
 * leaves, and {@code ./walras test} fails where that is not so.
 */
public final class ConformanceTable {
    private static final List<String> CLIENTS = List.of("python", "typescript", "go", "java", "rust", "r");
    private static final Set<String> WITHOUT_STREAMS = Set.of("r"); // HTTP and JSON
    private static final String HEAD =
            """
            <!-- Written by `./walras conformance --table`. -->

            | case | shows |""";

    private ConformanceTable() {}

    /** The page with its table as it should be. */
    public static String page(Path clients) throws IOException {
        String page = Files.readString(clients.resolve("README.md"));
        int table = page.indexOf(HEAD.substring(0, HEAD.indexOf('\n')));
        return (table < 0 ? page : page.substring(0, table)) + table(clients);
    }

    private static String table(Path clients) throws IOException {
        List<Set<String>> known = new ArrayList<>();
        for (String each : CLIENTS) {
            known.add(names(clients.resolve(each).resolve("conformance.known")));
        }
        StringBuilder text = new StringBuilder(HEAD);
        CLIENTS.forEach(each -> text.append(' ').append(each).append(" |"));
        text.append("\n| --- | --- |").append(" --- |".repeat(CLIENTS.size())).append('\n');
        for (ConformanceCase each : Cases.all()) {
            text.append("| `")
                    .append(each.name())
                    .append("` | ")
                    .append(each.sentence())
                    .append(" |");
            for (int client = 0; client < CLIENTS.size(); client++) {
                boolean fails = known.get(client).contains(each.name());
                boolean none = each.streamed() && WITHOUT_STREAMS.contains(CLIENTS.get(client));
                text.append(none ? " - |" : fails ? " known to fail |" : " passes |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The names in a list of known failures: one a line, {@code #} begins a comment. */
    public static Set<String> names(Path file) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                names.add(line.strip());
            }
        }
        return names;
    }
}
