package walras.tournament.rating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.server.report.Csv;
import walras.server.report.Json;
import walras.tournament.file.Setting;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.store.MatchResult;
import walras.tournament.store.Store;

/** {@code results.json} and {@code results.csv}: nothing in them depends on when or where a match was played. */
public final class ResultFiles {
    private ResultFiles() {}

    /** The content of {@code results.json}. */
    public static String json(Results results) {
        List<String> names =
                results.entrants().stream().map(Results.Standing::name).toList();
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("tournament", results.tournament().name());
        all.put("standings", results.standings().stream().map(names::get).toList());
        Map<String, Object> entrants = new LinkedHashMap<>();
        results.entrants().forEach(entrant -> entrants.put(entrant.name(), entrant(entrant)));
        all.put("entrants", entrants);
        Map<String, Object> payoff = new LinkedHashMap<>();
        payoff.put("names", names);
        payoff.put("mean", rows(results.payoff().mean()));
        payoff.put("low", rows(results.payoff().low()));
        payoff.put("high", rows(results.payoff().high()));
        all.put("payoff", payoff);
        Map<String, Object> mass = new LinkedHashMap<>();
        for (int i : results.standings()) {
            mass.put(names.get(i), results.alphaRank()[i]);
        }
        all.put("alpha_rank", mass);
        all.put("rating_kind", results.ratingKind());
        all.put("p_values", rows(results.p()));
        all.put("matches", results.played());
        all.put("planned", results.planned());
        List<Object> settings = new ArrayList<>();
        results.settings().forEach(setting -> settings.add(setting(results, names, setting)));
        all.put("environments", settings);
        return Json.pretty(all) + "\n";
    }

    private static Map<String, Object> entrant(Results.Standing entrant) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("mean_payoff", entrant.meanPayoff());
        all.put("mean_payoff_se", entrant.meanPayoffSe());
        all.put("rating", entrant.rating());
        all.put("rating_low", entrant.ratingLow());
        all.put("rating_high", entrant.ratingHigh());
        all.put("matches", entrant.matches());
        all.put("faults", entrant.faults());
        all.put("rank", entrant.rank());
        all.put("rank_low", entrant.rankLow());
        all.put("rank_high", entrant.rankHigh());
        all.put("bradley_terry", entrant.bradleyTerry());
        Map<String, Object> openskill = new LinkedHashMap<>();
        openskill.put("mu", entrant.mu());
        openskill.put("sigma", entrant.sigma());
        all.put("openskill", openskill);
        return all;
    }

    private static Map<String, Object> setting(Results results, List<String> names, Results.SettingResult setting) {
        Setting economy = results.tournament().settings().get(setting.index());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", economy.environment());
        all.put("options", economy.options());
        Map<String, @Nullable Object> payoffs = new LinkedHashMap<>();
        Map<String, Object> metricsOf = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            payoffs.put(names.get(i), setting.payoffs()[i]);
            metricsOf.put(names.get(i), setting.metricsOf().get(i));
        }
        all.put("mean_payoff", payoffs);
        all.put("metrics", setting.metrics());
        all.put("metrics_of_entrants", metricsOf);
        return all;
    }

    private static List<double[]> rows(double[][] matrix) {
        return List.of(matrix);
    }

    /** One line for each seat of each match. */
    public static void writeCsv(Plan plan, Results results, Store store, Path file) throws IOException {
        Csv table = new Csv(
                "results",
                "match",
                "environment",
                "options",
                "seed",
                "seat",
                "entrant",
                "mean_payoff",
                "steps",
                "faults");
        store.each(result -> rows(plan.match(result.match()), results, result, table));
        Files.writeString(file, table.text());
    }

    private static void rows(Match match, Results results, MatchResult result, Csv table) {
        for (int seat = 0; seat < result.payoffs().size(); seat++) {
            double sum = 0;
            for (double value : result.payoffs().get(seat)) {
                sum += value;
            }
            List<String> faults = new ArrayList<>();
            result.faults().get(seat).forEach((kind, count) -> faults.add(kind + " " + count));
            table.row(
                    match.index(),
                    match.setting().environment(),
                    Json.line(match.setting().options()),
                    match.seed(),
                    match.setting().seats().get(seat).toString(),
                    results.entrants().get(match.pairing().seating().get(seat)).name(),
                    sum / result.payoffs().get(seat).length,
                    result.steps(),
                    String.join("; ", faults));
        }
    }
}
