package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.Words;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;
import walras.server.session.work.TableMemory;

/**
 * What logs have of sessions, open ones and ended ones: which there are, and any stretch of their turns, made again and held
 * against their hashes. A session that is played meanwhile does not know of it: its log is read up to where it was when the
 * reading began.
 */
public final class Replays {
    private static final int MOST_LISTED = 200;
    private static final int LONGEST_SHOWN = 40;

    private final @Nullable DataDirectory directory;
    private final SessionPlanner planner;
    private final TableMemory tables;

    /** @param directory null where there are no logs */
    public Replays(@Nullable DataDirectory directory, SessionPlanner planner, TableMemory tables) {
        this.directory = directory;
        this.planner = planner;
        this.tables = tables;
    }

    /** A session that has logs, as anybody may know it. */
    public record Kept(String id, String environment, int rows, int shards, long createdEpochMillis, boolean open) {}

    /**
     * Which turns of which log.
     *
     * @param from the number of the first one
     * @param steps how many at most
     */
    public record Stretch(String session, int shard, long from, int steps) {}

    /** What somebody may see of a session by the secrets that were shown, as a claim. */
    public record Rights(SessionPlan plan, boolean host, List<Integer> seats) {}

    /** Is shown the turns of a stretch, one after the other, each before the next is made. */
    @FunctionalInterface
    public interface Audience {
        /** @param actions that led to the turn, by seat, {@code [bytes]} each; none where it was no step */
        void turn(Turn turn, Map<Integer, byte[]> actions);
    }

    /**
     * How far a log reaches.
     *
     * @param firstStep the number of its first turn: a long log begins with a later one than 0; -1 if it has none
     * @param lastStep the number of its last turn when the reading began; -1 if it has none
     */
    public record Reach(long firstStep, long lastStep) {}

    /** Sessions with logs, the youngest first, some hundreds at most. */
    public List<Kept> kept() {
        if (directory == null) {
            return List.of();
        }
        List<Kept> kept = new ArrayList<>();
        try {
            for (Path file : directory.youngest(MOST_LISTED)) {
                kept(file, directory.isOpen(file), kept);
            }
        } catch (IOException unreadable) {
            throw unverified("logs", unreadable);
        }
        return kept;
    }

    /** One that is moved or removed meanwhile, or is damaged, is left out. */
    private static void kept(Path file, boolean open, List<Kept> kept) {
        try (LogReader log = new LogReader(file)) {
            JsonObject header = JsonObject.header(file, log);
            SessionConfig config = ConfigJson.read(header.object("config"));
            kept.add(new Kept(
                    header.text("id"),
                    config.environment(),
                    config.rows(),
                    config.shards(),
                    header.number("created_epoch_millis"),
                    open));
        } catch (IOException | IllegalArgumentException gone) {
            System.getLogger("walras.server")
                    .log(System.Logger.Level.DEBUG, () -> file + " is not listed: " + gone.getMessage());
        }
    }

    /**
     * Makes the turns of a stretch again. Takes as long as the play before it took, and ends when its thread is interrupted.
     *
     * @param hostToken empty where the caller does not claim to be the host
     * @param audience is made when it is known what the caller may see
     * @throws Problem UNKNOWN_SESSION where there is no such log, TOKEN_WRONG, UNVERIFIED if a turn comes out otherwise
     */
    public Reach play(Stretch stretch, String hostToken, List<String> tickets, Function<Rights, Audience> audience) {
        Path file = file(stretch);
        try (LogReader log = new LogReader(file)) {
            JsonObject header = JsonObject.header(file, log);
            SessionConfig config = ConfigJson.read(header.object("config"));
            if (stretch.shard() >= config.shards()) {
                throw Problem.request("shard", "0 to " + (config.shards() - 1), stretch.shard());
            }
            SessionIdentity identity = SessionIdentity.read(header);
            List<Integer> seats = identity.seats(tickets);
            boolean host = identity.host(hostToken);
            TableSize size = planner.tables(config);
            return tables.use(size, () -> {
                SessionPlan plan = planner.plan(config);
                return run(file, log, stretch, plan, audience.apply(new Rights(plan, host, seats)));
            });
        } catch (IOException | IllegalArgumentException broken) {
            throw unverified("replay", broken);
        }
    }

    private Reach run(Path file, LogReader log, Stretch stretch, SessionPlan plan, Audience audience) {
        long end = Math.addExact(stretch.from(), stretch.steps());
        long[] first = {-1};
        LogReplay.Audience shown = new LogReplay.Audience() {
            @Override
            public boolean turn(Turn turn, LogRecord record) {
                Interruption.check("replay");
                first[0] = first[0] < 0 ? turn.step() : first[0];
                if (turn.step() >= stretch.from()) {
                    audience.turn(turn, actions(record));
                }
                return turn.step() + 1 < end;
            }
        };
        LogReplay replay = new LogReplay(file, new ShardBatch(plan, stretch.shard()), shown);
        try {
            replay.run(log);
            Turn turn = replay.last();
            return new Reach(first[0], lastStep(log, turn == null ? -1 : turn.step()));
        } catch (IOException broken) {
            throw unverified("replay", broken);
        }
    }

    private static Map<Integer, byte[]> actions(LogRecord record) {
        Map<Integer, byte[]> bySeat = new LinkedHashMap<>();
        if (record instanceof LogRecord.Step step) {
            step.actions().forEach(seat -> bySeat.put(seat.seat(), seat.frame()));
        }
        return bySeat;
    }

    /** The last turn's number of what is left of a log, without making the turns. */
    private static long lastStep(LogReader log, long last) throws IOException {
        long step = last;
        for (LogRecord record = log.next(); record != null; record = log.next()) {
            Interruption.check("replay");
            boolean turn = !(record instanceof LogRecord.Lapse || record instanceof LogRecord.Header);
            step += turn ? 1 : 0;
        }
        return step;
    }

    private Path file(Stretch stretch) {
        Path file = directory == null ? null : directory.find(stretch.session(), stretch.shard());
        if (file == null && directory != null && directory.find(stretch.session(), 0) != null) {
            throw Problem.request("shard", "one that the session has", stretch.shard());
        }
        if (file == null) {
            throw Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "UNKNOWN_SESSION",
                    "session",
                    "one that has a log",
                    '"' + Words.cut(stretch.session(), LONGEST_SHOWN) + '"',
                    "");
        }
        return file;
    }

    private static Problem unverified(String what, Exception broken) {
        return Problem.of(
                Problem.Kind.INTERNAL, "UNVERIFIED", what, "whole logs", String.valueOf(broken.getMessage()), "");
    }
}
