package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.batch.Dataset;
import walras.server.session.plan.SessionConfig;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;

/**
 * All that was seen and done in a session, as its logs tell: arrays {@code [K, B, ...]} of K turns and the B rows of all logs, one log's rows
 * after another's. Where a shard has no turn of a number its rows are zeros, and {@code idle}.
 *
 * <p>{@code begun [K, B]}: an episode of the row begins with this turn, or goes on from a state that was put back. {@code idle [K, B]}: the
 * row took no step in it. {@code actions} of a turn are what led to all the rest of it.
 */
final class PlayArrays implements Closeable {
    private final Path folder;
    private final FinalsSpool finals;
    private final List<TurnSpool> shards = new ArrayList<>();
    private final List<Long> firstSteps = new ArrayList<>(); // [shards]
    private @Nullable SessionConfig config;

    /** @param folder where temporary files may be, on a disk with room for all the arrays */
    PlayArrays(Path folder) throws IOException {
        this.folder = Files.createTempDirectory(folder, ".export");
        finals = new FinalsSpool(this.folder);
    }

    /**
     * To watch the next log.
     *
     * @throws Problem if it is of another kind of session
     */
    Dataset.Watch watch(ReplayVerifier.Replayed replayed) throws IOException {
        config = replayed.config();
        TurnSpool spool = new TurnSpool(folder.resolve("turns." + shards.size()), replayed, finals, rows());
        shards.add(spool);
        return spool;
    }

    /** The log that was watched has ended, and said so. */
    void ended(ReplayReport report) {
        TurnSpool spool = shards.get(shards.size() - 1);
        long first = report.lastStep() - spool.turns() + 1;
        firstSteps.add(first);
        finals.shardEnded(first);
    }

    /** Where a file may be written that is to be moved to its place once it is whole. */
    Path draft() {
        return folder.resolve("whole");
    }

    /** B. */
    int rows() {
        return shards.stream().mapToInt(TurnSpool::rows).reduce(0, Math::addExact);
    }

    /** K. */
    long turns() {
        long end = 0;
        for (int k = 0; k < shards.size(); k++) {
            end = Math.max(end, firstSteps.get(k) + shards.get(k).turns());
        }
        return shards.isEmpty() ? 0 : end - firstStep();
    }

    /** The number of the first turn. */
    long firstStep() {
        return firstSteps.stream().mapToLong(Long::longValue).min().orElse(0);
    }

    /** What was played, so that others can make the same. */
    Map<String, @Nullable Object> session() {
        if (config == null) {
            throw new IllegalStateException("no log yet");
        }
        Map<String, @Nullable Object> session = new LinkedHashMap<>();
        session.put("environment", config.environment());
        session.put("options", config.options());
        session.put("autoreset_mode", config.autoreset().name().toLowerCase(Locale.ROOT));
        return session;
    }

    /** The arrays {@code [K, B, ...]}. */
    List<PlayColumn> columns() {
        return shards.get(0).columns();
    }

    /** The last observations of rows that ended and began anew in one step. */
    FinalsSpool finals() {
        return finals;
    }

    /** The shards, in the order of their rows. */
    List<TurnSpool> shards() {
        return shards;
    }

    /** What a shard shows of one array in a turn, counted from the first of all; null where it has no such turn. */
    byte @Nullable [] read(int shard, long turn, PlayColumn column) throws IOException { // [B * rowBytes]
        long own = turn - (firstSteps.get(shard) - firstStep());
        TurnSpool spool = shards.get(shard);
        return own < 0 || own >= spool.turns() ? null : spool.read(own, column);
    }

    @Override
    public void close() throws IOException {
        for (TurnSpool shard : shards) {
            shard.close();
        }
        finals.close();
        Files.deleteIfExists(draft());
        Files.delete(folder);
    }
}
