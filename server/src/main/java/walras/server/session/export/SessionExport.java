package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import walras.env.Nearest;
import walras.env.Problem;
import walras.env.batch.Dataset;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;

/**
 * What a session played, gathered from the logs of its shards into a file: {@code ./walras replay export LOG... OUT}. Where a learner reads
 * data of the environment, csv and json are what that learner reads.
 *
 * @param turns replayed, of all logs together
 * @param format in which it was written
 * @param summary what is known of it, by name
 */
public record SessionExport(
        String session, String environment, long turns, String format, Map<String, Double> summary) {
    private static final String ARRAYS = "npz";

    /**
     * Replays logs and writes what they tell, log after log.
     *
     * @param wanted {@code csv}, {@code json}, {@code npz}, or nothing for what the file's name ends in
     * @throws IOException as {@link ReplayVerifier#verify}
     * @throws Problem if there is no such format, the logs are not of one session, or it cannot be written so
     */
    public static SessionExport of(ReplayVerifier replay, List<Path> logs, Path out, String wanted) throws IOException {
        String format = format(out, wanted);
        Path folder = Optional.ofNullable(out.toAbsolutePath().getParent()).orElse(out);
        List<ReplayReport> reports = new ArrayList<>();
        try (Gathering gathering = new Gathering(Files.createDirectories(folder), !format.equals(ARRAYS))) {
            for (Path log : logs) {
                ReplayReport report = replay.verify(log, replayed -> gathering.watch(log, replayed));
                reports.add(report);
                if (!report.session().equals(reports.get(0).session())) {
                    throw Problem.request(
                            log.toString(), "a log of session " + reports.get(0).session(), report.session());
                }
                gathering.ended(report);
            }
            if (reports.isEmpty()) {
                throw Problem.request("replay export", "at least one log", "none");
            }
            gathering.write(out, format);
            ReplayReport first = reports.get(0);
            long turns = reports.stream().mapToLong(ReplayReport::turns).sum();
            return new SessionExport(first.session(), first.environment(), turns, format, gathering.summary());
        }
    }

    private static String format(Path out, String wanted) {
        if (!wanted.isEmpty()) {
            return Nearest.find("format", wanted, PlayFile.FORMATS, name -> name);
        }
        return PlayFile.FORMATS.stream()
                .filter(name -> out.toString().endsWith("." + name))
                .findFirst()
                .orElse(PlayFile.FORMATS.get(0));
    }

    /** Data for a learner, where there is one that reads them, else all arrays. */
    private static final class Gathering implements Closeable {
        private final boolean learners;
        private final PlayArrays arrays;
        private final PlayFile file;
        private Optional<Dataset> dataset = Optional.empty();
        private boolean begun;

        Gathering(Path folder, boolean learners) throws IOException {
            this.learners = learners;
            arrays = new PlayArrays(folder);
            file = new PlayFile(arrays);
        }

        Dataset.Watch watch(Path log, ReplayVerifier.Replayed replayed) throws IOException {
            if (learners && !begun) {
                dataset = Dataset.of(replayed.batch().batch().part(0).economy());
            }
            begun = true;
            if (dataset.isEmpty()) {
                return arrays.watch(replayed);
            }
            int parts = replayed.batch().batch().parts();
            if (parts > 1) {
                throw Problem.request(
                        log.toString(), "a log whose rows have the same options, or format npz", parts + " parts");
            }
            return dataset.get().watch(replayed.batch().batch().part(0));
        }

        void ended(ReplayReport report) {
            if (dataset.isEmpty()) {
                arrays.ended(report);
            }
        }

        void write(Path out, String format) throws IOException {
            if (dataset.isPresent()) {
                dataset.get().write(out, format);
            } else {
                Path whole = arrays.draft();
                file.write(whole, format);
                Files.move(whole, out, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        Map<String, Double> summary() throws IOException {
            return dataset.isPresent() ? dataset.get().summary() : file.summary();
        }

        @Override
        public void close() throws IOException {
            arrays.close();
        }
    }
}
