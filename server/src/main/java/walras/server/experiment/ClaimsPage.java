package walras.server.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.report.Json;

/** The page of all claims: what the summaries of a results folder say, refuted ones too, and which experiments have none. */
public final class ClaimsPage {
    static final String SUMMARY = "summary.json";

    private final Path results;

    /** @param results holds a folder of the experiment's name for each that has run */
    public ClaimsPage(Path results) {
        this.results = results;
    }

    /** Writes the page of these experiments. */
    public void write(List<Experiment> experiments, Path page) throws IOException {
        Path folder = page.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(page, text(experiments));
    }

    private String text(List<Experiment> experiments) throws IOException {
        StringBuilder page = new StringBuilder();
        List<String> idle = new ArrayList<>();
        TreeSet<String> machines = new TreeSet<>();
        Map<String, Integer> verdicts = new TreeMap<>();
        for (Experiment experiment : experiments) {
            Map<?, ?> summary = summary(experiment.name());
            if (summary == null) {
                idle.add("`" + experiment.name() + "`");
                continue;
            }
            machines.add(machine(summary.get("machine")));
            section(page, experiment, summary);
            for (Object each : list(summary.get("findings"))) {
                verdicts.merge(word(map(each).get("verdict")), 1, Integer::sum);
            }
        }
        return head(verdicts, machines, idle) + page;
    }

    private static String head(Map<String, Integer> verdicts, Set<String> machines, List<String> idle) {
        StringBuilder head = new StringBuilder("# Claims\n\n")
                .append(
                        "Written by `./walras experiment all --claims docs/claims.md`, which goes on where it ended; never by hand."
                                + " A verdict says what the 95%\ninterval over seeds says of what is expected; a refuted claim stays."
                                + " Quick runs have fewer seeds and steps than the claim deserves.\n\n");
        List<String> counts = new ArrayList<>();
        verdicts.forEach((verdict, count) -> counts.add(count + " " + verdict));
        head.append("Findings: ")
                .append(counts.isEmpty() ? "none" : String.join(", ", counts))
                .append(".");
        head.append(idle.isEmpty() ? "" : " Not run: " + String.join(", ", idle) + ".")
                .append("\n\n");
        machines.forEach(machine -> head.append("Machine: ").append(machine).append(".\n"));
        return head.toString();
    }

    private static String machine(@Nullable Object machine) {
        List<String> words = new ArrayList<>();
        map(machine).forEach((name, value) -> words.add(name + " " + word(value)));
        return String.join(", ", words);
    }

    private static void section(StringBuilder page, Experiment experiment, Map<?, ?> summary) {
        page.append("\n## ").append(experiment.name()).append("\n\n");
        page.append(experiment.claim()).append(" (");
        page.append(word(summary.get("seeds"))).append(" seeds");
        page.append(Boolean.TRUE.equals(summary.get("quick")) ? ", quick" : ", in full")
                .append(")\n\n");
        page.append("| claim | measured | value | 95% interval | expected | verdict |\n");
        page.append("| --- | --- | ---: | --- | --- | --- |\n");
        for (Object each : list(summary.get("findings"))) {
            Map<?, ?> finding = map(each);
            List<?> interval = list(finding.get("interval"));
            page.append("| ").append(cell(finding.get("claim")));
            page.append(" | ").append(cell(finding.get("measured")));
            page.append(" | ").append(number(finding.get("measured_value")));
            page.append(" | ").append(interval.size() == 2 ? interval(interval) : "");
            page.append(" | ")
                    .append(cell(finding.get("expected")))
                    .append(" (")
                    .append(cell(finding.get("target")));
            page.append(") | ").append(word(finding.get("verdict"))).append(" |\n");
        }
    }

    private static String interval(List<?> ends) { // [2]
        return "[" + number(ends.get(0)) + ", " + number(ends.get(1)) + "]";
    }

    /** Null where the experiment has left none. */
    private @Nullable Map<?, ?> summary(String name) throws IOException {
        Path file = results.resolve(name).resolve(SUMMARY);
        if (!Files.exists(file)) {
            return null;
        }
        Map<?, ?> summary = map(Json.parse(Files.readString(file)));
        if (!name.equals(summary.get("experiment"))
                || list(summary.get("findings")).isEmpty()) {
            throw Problem.request(file.toString(), "the summary of experiment " + name, summary.get("experiment"));
        }
        return summary;
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String cell(@Nullable Object text) {
        return word(text).replace("|", "\\|").replace("\n", " ");
    }

    private static String word(@Nullable Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString(number.longValue());
        }
        return String.valueOf(value);
    }

    private static String number(@Nullable Object value) {
        return value instanceof Number number ? String.format(Locale.ROOT, "%.5g", number.doubleValue()) : "";
    }
}
