package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.server.log.LogDisk;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.log.LogWriter;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;

/**
 * A session that was open when the server died, as its logs tell of it.
 *
 * @param files one log for each shard
 * @param syncer as for {@link ShardJournal}
 */
public record LeftSession(
        SessionIdentity identity, SessionConfig config, List<Path> files, LogDisk disk, @Nullable LogSyncer syncer) {
    private static final System.Logger LOG = System.getLogger("walras.server");

    /**
     * Does to a shard what its log says was done, and goes on with the log.
     *
     * @param batch that has done nothing yet
     * @param notes is told what happened to seats
     * @param last is told the last turn, if there is one
     * @throws IOException if the log is damaged, or a turn comes out otherwise than it was
     */
    public ShardJournal replay(int shard, ShardBatch batch, Consumer<LogRecord.Note> notes, Consumer<Turn> last)
            throws IOException {
        LogReplay.Audience seats = new LogReplay.Audience() {
            @Override
            public void note(LogRecord.Note note) {
                notes.accept(note);
            }
        };
        Path file = files.get(shard);
        LogReplay replay = new LogReplay(file, batch, seats);
        try (LogReader log = new LogReader(file)) {
            JsonObject.header(file, log);
            replay.run(log);
            warnOfTornTail(file, log);
            Turn turn = replay.last();
            if (turn != null) {
                last.accept(turn);
            }
            LogWriter writer = LogWriter.resume(disk, file, log.offset());
            if (syncer != null) {
                writer.sync(); // whoever asks for the last turn again is told that it is on the disk
            }
            return new ShardJournal(writer, identity.header(config, shard), syncer);
        }
    }

    private static void warnOfTornTail(Path file, LogReader log) {
        if (log.tornBytes() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cut a torn tail of {1} bytes at byte {2}",
                    file,
                    log.tornBytes(),
                    log.offset());
        }
    }
}
