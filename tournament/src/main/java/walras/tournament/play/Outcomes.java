package walras.tournament.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.store.MatchResult;

/** From what a log says to what is put down. */
public final class Outcomes {
    private Outcomes() {}

    /** @param faults {@code [seats]} of processes; late moves are the log's */
    public static MatchResult result(
            Match match,
            String session,
            String log,
            MatchReplay.Outcome outcome,
            List<Map<String, Integer>> faults,
            Tournament tournament) {
        List<Map<String, Integer>> all = new ArrayList<>();
        int forfeit = tournament.limits().lapses();
        for (int seat = 0; seat < faults.size(); seat++) {
            Map<String, Integer> counts = new TreeMap<>(faults.get(seat));
            int late = Math.toIntExact(outcome.late()[seat]);
            // Whoever has failed is late ever after; it is the failure that counts.
            if (late > 0 && faults.get(seat).isEmpty()) {
                counts.put("late", late);
            }
            if (forfeit > 0 && late >= forfeit) {
                counts.put("forfeit", 1);
            }
            all.add(counts);
        }
        return new MatchResult(match.index(), session, log, outcome.steps(), outcome.payoffs(), outcome.metrics(), all);
    }
}
