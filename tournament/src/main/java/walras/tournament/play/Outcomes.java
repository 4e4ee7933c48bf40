package walras.tournament.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import walras.tournament.file.PlayLimits;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.store.MatchResult;

/** From what a log says to what is put down. */
public final class Outcomes {
    private Outcomes() {}

    /** @param faults {@code [seats]} of processes; what happened in play is the log's */
    public static MatchResult result(
            Match match,
            String session,
            String log,
            MatchReplay.Outcome outcome,
            List<Map<String, Integer>> faults,
            Tournament tournament) {
        List<Map<String, Integer>> all = new ArrayList<>();
        PlayLimits limits = tournament.limits();
        SeatNotes notes = outcome.notes();
        for (int seat = 0; seat < faults.size(); seat++) {
            Map<String, Integer> counts = new TreeMap<>(faults.get(seat));
            put(counts, "late", notes.late()[seat]);
            put(counts, "illegal", notes.illegal()[seat]);
            boolean forfeit = notes.forfeited()[seat]
                    || reached(notes.late()[seat], limits.lapses())
                    || reached(notes.illegal()[seat], limits.illegal());
            put(counts, "forfeit", forfeit ? 1 : 0);
            all.add(counts);
        }
        return new MatchResult(match.index(), session, log, outcome.steps(), outcome.payoffs(), outcome.metrics(), all);
    }

    private static void put(Map<String, Integer> counts, String kind, int count) {
        if (count > 0) {
            counts.put(kind, count);
        }
    }

    private static boolean reached(int count, int limit) {
        return limit > 0 && count >= limit;
    }
}
