package walras.tournament.play;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;

/**
 * What a log says of seats, until everything that counts was played.
 *
 * @param late {@code [seats]} moves that were late
 * @param illegal {@code [seats]} moves for which an action was refused
 * @param forfeited {@code [seats]} whether the host had it forfeited
 */
record SeatNotes(int[] late, int[] illegal, boolean[] forfeited) {
    static SeatNotes of(Path log, int seats, long throughStep) throws IOException {
        SeatNotes notes = new SeatNotes(new int[seats], new int[seats], new boolean[seats]);
        try (LogReader reader = new LogReader(log)) {
            List<LogRecord.Note> coming = new ArrayList<>(); // belong to the turn that follows
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                if (record instanceof LogRecord.Note note) {
                    coming.add(note);
                } else if (record instanceof LogRecord.Snapshot) {
                    throw Problem.request(
                            "log " + log.getFileName(),
                            "every move of the match: fewer rows or episodes, below 64 MiB",
                            "a log that the server has shortened");
                } else {
                    if (!(record instanceof LogRecord.Step step) || step.step() <= throughStep) {
                        coming.forEach(notes::count);
                    }
                    coming.clear();
                }
            }
        }
        return notes;
    }

    private void count(LogRecord.Note note) {
        for (int seat : note.seats()) {
            if (seat >= late.length) {
                continue; // nobody's
            }
            if (note instanceof LogRecord.Lapse) {
                late[seat]++;
            } else if (note instanceof LogRecord.Refusal) {
                illegal[seat]++;
            } else if (note instanceof LogRecord.Forfeit) {
                forfeited[seat] = true;
            }
        }
    }
}
