package walras.tournament.store;

import java.util.List;
import java.util.Map;

/**
 * What a match came to. All of it but the session, the log and the faults of processes is a function of the log.
 *
 * @param match index in the plan
 * @param session its id
 * @param log the log's file name in the server's data directory
 * @param steps until every episode that counts was over
 * @param payoffs {@code [seats][rows]} mean undiscounted return of an episode
 * @param metrics mean over steps, rows and agents of every metric that was ever defined
 * @param faults {@code [seats]} how often what went wrong
 */
public record MatchResult(
        int match,
        String session,
        String log,
        long steps,
        List<double[]> payoffs,
        Map<String, Double> metrics,
        List<Map<String, Integer>> faults) {
    public MatchResult {
        payoffs = List.copyOf(payoffs);
        faults = List.copyOf(faults);
    }
}
