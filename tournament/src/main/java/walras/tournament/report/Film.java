package walras.tournament.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.GroupTensors;
import walras.env.Registry;
import walras.env.Tensor;
import walras.env.Tensors;
import walras.tournament.file.SeatName;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.play.MatchReplay;

/** A match's first row step by step: what seats did and earned, and every metric. Taken from the log. */
final class Film implements MatchReplay.Viewer {
    private static final int MOST_STEPS = 400;
    private static final int MOST_SERIES = 64;
    private static final int MOST_ELEMENTS = 8; // of one agent's action

    private final Tournament tournament;
    private final Match match;
    private final Map<String, List<Double>> series = new LinkedHashMap<>();
    private int steps;

    private Film(Tournament tournament, Match match) {
        this.tournament = tournament;
        this.match = match;
    }

    /** Series by name, as JSON takes them. */
    static Map<String, Object> of(Tournament tournament, Registry registry, Match match, Path log) throws IOException {
        Film film = new Film(tournament, match);
        MatchReplay.of(registry, log, match, film);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("title", film.title());
        all.put("series", film.series);
        return all;
    }

    private String title() {
        List<String> seated = new ArrayList<>();
        for (int seat = 0; seat < match.pairing().seating().size(); seat++) {
            seated.add(tournament
                    .entrants()
                    .get(match.pairing().seating().get(seat))
                    .name());
        }
        return "match " + match.index() + ": " + String.join(" – ", seated) + ", "
                + match.setting().environment() + ", seed " + match.seed();
    }

    @Override
    public void step(Tensors tensors) {
        if (steps++ >= MOST_STEPS) {
            return;
        }
        for (int k = 0; k < match.setting().seats().size(); k++) {
            SeatName seat = match.setting().seats().get(k);
            GroupTensors group = tensors.group(seat.group());
            int n = group.reward().rowSize();
            int from = seat.whole() ? 0 : seat.agent();
            int to = seat.whole() ? n : seat.agent() + 1;
            String who =
                    tournament.entrants().get(match.pairing().seating().get(k)).name();
            for (int agent = from; agent < to; agent++) {
                String name = who + " in " + seat + (seat.whole() && n > 1 ? " [" + agent + "]" : "");
                for (Tensor action : group.actions()) {
                    int size = action.rowSize() / n;
                    for (int e = 0; e < Math.min(size, MOST_ELEMENTS); e++) {
                        add(
                                name + ": " + action.name() + (size > 1 ? "[" + e + "]" : ""),
                                action.get(agent * size + e));
                    }
                }
                add(name + ": reward", group.reward().f64()[agent]);
            }
        }
        for (Tensor metric : tensors.metrics()) {
            for (int e = 0; e < Math.min(metric.rowSize(), MOST_ELEMENTS); e++) {
                add(metric.name() + (metric.rowSize() > 1 ? "[" + e + "]" : ""), metric.f64()[e]);
            }
        }
    }

    private void add(String name, double value) {
        if (series.containsKey(name) || series.size() < MOST_SERIES) {
            series.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
    }
}
