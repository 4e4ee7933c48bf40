package walras.tournament.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import walras.env.Registry;
import walras.server.report.Json;
import walras.tournament.file.Entrant;
import walras.tournament.file.Setting;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.rating.Results;
import walras.tournament.store.Store;

/** {@code report.html}: one file that needs nothing else. */
public final class ReportPage {
    private static final String TEMPLATE = "/walras/tournament/report.html";
    private static final int MOST_FILMS = 24;
    private static final int MOST_SETTINGS = 40;

    private final Results results;
    private final Tournament tournament;
    private final Conclusion conclusion;

    private ReportPage(Results results) {
        this.results = results;
        tournament = results.tournament();
        conclusion = new Conclusion(results);
    }

    /**
     * Writes the page.
     *
     * @param logs where the log of a session is, by its file name
     */
    public static void write(
            Results results,
            Plan plan,
            Store store,
            Registry registry,
            Function<String, Optional<Path>> logs,
            Path file,
            String command)
            throws IOException {
        ReportPage page = new ReportPage(results);
        List<Object> films = page.films(plan, store, registry, logs);
        Files.writeString(file, page.text(films, command));
    }

    /** One match of each table of the first seed, as far as there is room, and those with faults. */
    private List<Object> films(Plan plan, Store store, Registry registry, Function<String, Optional<Path>> logs)
            throws IOException {
        List<Match> chosen = new ArrayList<>();
        List<String> files = new ArrayList<>();
        Set<String> tables = new HashSet<>();
        store.each(result -> {
            Match match = plan.match(result.match());
            String shown = match.setting().index() + "/" + match.pairing().table()
                    + (tournament.settings().get(0).seats().size() == 1
                            ? match.pairing().seating()
                            : "");
            if (chosen.size() < MOST_FILMS && tables.add(shown)) {
                chosen.add(match);
                files.add(result.log());
            }
        });
        List<Object> films = new ArrayList<>();
        for (int k = 0; k < chosen.size(); k++) {
            Optional<Path> log = logs.apply(files.get(k));
            if (log.isPresent()) {
                films.add(Film.of(tournament, registry, chosen.get(k), log.get()));
            }
        }
        return films;
    }

    private String text(List<Object> films, String command) throws IOException {
        String page;
        try (InputStream in = ReportPage.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException(TEMPLATE + " is not on the class path");
            }
            page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> parts = Map.of(
                "{{name}}", Html.text(tournament.name()),
                "{{conclusion}}", Html.text(conclusion.words()),
                "{{checks}}", checks(),
                "{{standings}}", standings(),
                "{{heat}}", heat(),
                "{{ratings}}", ratings(),
                "{{environments}}", environments(),
                "{{faults}}", faults(),
                "{{command}}", Html.text(command),
                "{{file}}", Html.text(tournament.text()));
        // The parts that a user has written come in one pass: nothing in them is taken for a place.
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = page.indexOf("{{"); open >= 0; open = page.indexOf("{{", at)) {
            int close = page.indexOf("}}", open) + 2;
            String place = page.substring(open, close);
            text.append(page, at, open)
                    .append(place.equals("{{films}}") ? Html.script(Json.line(films)) : parts.get(place));
            at = close;
        }
        return text.append(page.substring(at)).toString();
    }

    private String checks() {
        StringBuilder list = new StringBuilder();
        for (Conclusion.Check check : conclusion.checks()) {
            list.append("<li class=\"")
                    .append(check.passed() ? "good\">✓ " : "open\">• ")
                    .append(Html.text(check.words()))
                    .append("</li>\n");
        }
        return list.toString();
    }

    private String standings() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i : results.standings()) {
            Results.Standing entrant = results.entrants().get(i);
            double half = Double.isFinite(entrant.meanPayoffSe()) ? 1.96 * entrant.meanPayoffSe() : 0;
            low = Math.min(low, entrant.meanPayoff() - half);
            high = Math.max(high, entrant.meanPayoff() + half);
        }
        StringBuilder rows = new StringBuilder();
        for (int i : results.standings()) {
            Results.Standing entrant = results.entrants().get(i);
            Entrant who = tournament.entrants().get(i);
            String range = entrant.rankLow() == entrant.rankHigh()
                    ? ""
                    : "<small>" + entrant.rankLow() + "–" + entrant.rankHigh() + "</small>";
            rows.append("<tr><td class=\"rank\">").append(entrant.rank()).append(range);
            rows.append("</td><th scope=\"row\">").append(Html.text(entrant.name()));
            rows.append("<small>").append(Html.text(who.kind())).append("</small></th><td class=\"n\">");
            rows.append(Html.amount(entrant)).append(bar(entrant, low, high)).append("</td><td class=\"n\">");
            rows.append(rating(entrant)).append("</td><td class=\"n\">").append(entrant.matches());
            rows.append("</td><td>")
                    .append(Html.text(Conclusion.faults(entrant.faults())))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String rating(Results.Standing entrant) {
        return Html.number(entrant.rating())
                + (Double.isFinite(entrant.ratingLow())
                        ? "<small>" + Html.number(entrant.ratingLow()) + " … " + Html.number(entrant.ratingHigh())
                                + "</small>"
                        : "");
    }

    private static String bar(Results.Standing entrant, double low, double high) {
        double range = high > low ? high - low : 1;
        double half = Double.isFinite(entrant.meanPayoffSe()) ? 1.96 * entrant.meanPayoffSe() : 0;
        double from = 100 * (entrant.meanPayoff() - half - low) / range;
        double width = Math.max(1, 100 * 2 * half / range);
        double middle = 100 * (entrant.meanPayoff() - low) / range;
        return String.format(
                Locale.ROOT,
                "<span class=\"bar\"><i style=\"left:%.2f%%;width:%.2f%%\"></i><b style=\"left:%.2f%%\"></b></span>",
                Math.min(from, 99),
                width,
                Math.min(middle, 99));
    }

    private String heat() {
        double[][] mean = results.payoff().mean();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] row : mean) {
            for (double value : row) {
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        StringBuilder table = new StringBuilder("<thead><tr><th>with</th>");
        results.entrants().forEach(entrant -> table.append("<th scope=\"col\">")
                .append(Html.text(entrant.name()))
                .append("</th>"));
        table.append("</tr></thead>\n<tbody>");
        for (int i = 0; i < mean.length; i++) {
            table.append("<tr><th scope=\"row\">")
                    .append(Html.text(results.entrants().get(i).name()));
            table.append("</th>");
            for (int j = 0; j < mean.length; j++) {
                table.append(cell(i, j, low, high));
            }
            table.append("</tr>\n");
        }
        return table.append("</tbody>").toString();
    }

    private String cell(int i, int j, double low, double high) {
        double value = results.payoff().mean()[i][j];
        if (!Double.isFinite(value)) {
            return "<td class=\"none\">–</td>";
        }
        double share = high > low ? (value - low) / (high - low) : 0.5;
        String interval = Html.number(results.payoff().low()[i][j]) + " … "
                + Html.number(results.payoff().high()[i][j]);
        return String.format(
                Locale.ROOT,
                "<td style=\"--s:%.3f\" title=\"%s\">%s<small>%s</small></td>",
                share,
                Html.text(results.entrants().get(i).name() + " with "
                        + results.entrants().get(j).name() + ": " + interval),
                Html.number(value),
                interval);
    }

    private String ratings() {
        StringBuilder rows = new StringBuilder();
        for (int i : results.standings()) {
            Results.Standing entrant = results.entrants().get(i);
            rows.append("<tr><th scope=\"row\">")
                    .append(Html.text(entrant.name()))
                    .append("</th><td class=\"n\">");
            rows.append(Html.number(entrant.bradleyTerry())).append("</td><td class=\"n\">");
            rows.append(Html.number(entrant.mu())).append(" ± ").append(Html.number(entrant.sigma()));
            rows.append("</td><td class=\"n\">").append(Html.number(results.alphaRank()[i]));
            rows.append("<span class=\"bar\"><i style=\"left:0;width:")
                    .append(Html.number(100 * results.alphaRank()[i]))
                    .append("%\"></i></span></td></tr>\n");
        }
        return rows.toString();
    }

    private String environments() {
        StringBuilder all = new StringBuilder();
        for (Results.SettingResult setting : results.settings()
                .subList(0, Math.min(MOST_SETTINGS, results.settings().size()))) {
            Setting economy = tournament.settings().get(setting.index());
            all.append("<h3>").append(Html.text(economy.environment()));
            if (!economy.options().isEmpty()) {
                all.append(" <small>")
                        .append(Html.text(Json.line(economy.options())))
                        .append("</small>");
            }
            all.append("</h3>\n<div class=\"wide\"><table><thead><tr><th>mean of the matches of</th>");
            Set<String> names = new TreeSet<>(setting.metrics().keySet());
            all.append("<th>payoff</th>");
            names.forEach(name -> all.append("<th>").append(Html.text(name)).append("</th>"));
            all.append("</tr></thead><tbody>\n");
            for (int i = 0; i < results.entrants().size(); i++) {
                all.append("<tr><th scope=\"row\">")
                        .append(Html.text(results.entrants().get(i).name()));
                all.append("</th><td class=\"n\">")
                        .append(Html.number(setting.payoffs()[i]))
                        .append("</td>");
                for (String name : names) {
                    double value = setting.metricsOf().get(i).getOrDefault(name, Double.NaN);
                    all.append("<td class=\"n\">").append(Html.number(value)).append("</td>");
                }
                all.append("</tr>\n");
            }
            all.append("</tbody></table></div>\n");
        }
        return all.toString();
    }

    private String faults() {
        StringBuilder rows = new StringBuilder();
        for (Results.Standing entrant : results.entrants()) {
            if (!entrant.faults().isEmpty()) {
                rows.append("<li><b>").append(Html.text(entrant.name())).append("</b>: ");
                rows.append(Html.text(Conclusion.faults(entrant.faults()))).append("</li>\n");
            }
        }
        return rows.isEmpty() ? "<li>None.</li>" : rows.toString();
    }
}
