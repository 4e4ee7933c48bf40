package walras.server.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.env.batch.Dataset;

/**
 * What a session played, gathered from the logs of its shards: {@code ./walras replay export LOG... OUT}.
 *
 * @param turns replayed, of all logs together
 */
public record SessionExport(String session, String environment, long turns, Dataset dataset) {

    /**
     * Replays logs and gathers their episodes, log after log.
     *
     * @throws IOException as {@link ReplayVerifier#verify}
     * @throws Problem if the environment's play is no dataset, or the logs are not of one session
     */
    public static SessionExport of(ReplayVerifier replay, List<Path> logs) throws IOException {
        List<Dataset> gathered = new ArrayList<>(); // [0 or 1], made when the first log has said what it plays
        List<ReplayReport> reports = new ArrayList<>();
        for (Path log : logs) {
            ReplayReport report = replay.verify(log, (environment, batch) -> {
                if (batch.parts() > 1) {
                    throw Problem.request(
                            log.toString(), "a log whose rows have the same options", batch.parts() + " parts");
                }
                if (gathered.isEmpty()) {
                    gathered.add(Dataset.of(environment, batch.part(0).economy()));
                }
                return gathered.get(0).watch(batch.part(0));
            });
            reports.add(report);
            if (!report.session().equals(reports.get(0).session())) {
                throw Problem.request(
                        log.toString(), "a log of session " + reports.get(0).session(), report.session());
            }
        }
        if (reports.isEmpty()) {
            throw Problem.request("replay export", "at least one log", "none");
        }
        ReplayReport first = reports.get(0);
        long turns = reports.stream().mapToLong(ReplayReport::turns).sum();
        return new SessionExport(first.session(), first.environment(), turns, gathered.get(0));
    }
}
