package walras.server.session.store;

import java.io.IOException;
import java.nio.file.Path;
import walras.env.Registry;
import walras.env.batch.Dataset;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;

/** Re-simulates a log: {@code ./walras replay verify FILE}. */
public final class ReplayVerifier {
    private final Registry registry;
    private final Limits limits;

    public ReplayVerifier(Registry registry, Limits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /**
     * Replays the log of one shard.
     *
     * @throws IOException if the file is no log, is damaged, or a turn comes out otherwise; the message says where
     */
    public ReplayReport verify(Path file) throws IOException {
        return verify(file, replayed -> Dataset.Watch.NONE);
    }

    /** A shard that has done nothing yet of what its log says. */
    public record Replayed(SessionConfig config, SessionPlan plan, ShardBatch batch) {}

    /** Who watches what a log says. */
    public interface Watches {
        Dataset.Watch of(Replayed replayed) throws IOException;
    }

    /** As {@link #verify(Path)}, with somebody who watches everything. */
    public ReplayReport verify(Path file, Watches watches) throws IOException {
        try (LogReader log = new LogReader(file)) {
            JsonObject header = JsonObject.header(file, log);
            SessionConfig config = ConfigJson.read(header.object("config"));
            SessionPlan plan = new SessionPlanner(registry, limits).plan(config);
            int shard = header.integer("shard");
            ShardBatch batch = new ShardBatch(plan, shard);
            LogReplay replay = new LogReplay(file, batch, told(watches.of(new Replayed(config, plan, batch))));
            replay.run(log);
            Turn last = replay.last();
            return new ReplayReport(
                    header.text("id"),
                    config.environment(),
                    shard,
                    plan.shardRows(),
                    replay.turns(),
                    last == null ? -1 : last.step(),
                    log.tornBytes());
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + ": " + broken.getMessage(), broken);
        }
    }

    private static LogReplay.Audience told(Dataset.Watch watch) {
        return new LogReplay.Audience() {
            @Override
            public void before() {
                watch.before();
            }

            @Override
            public boolean turn(Turn turn, LogRecord record) {
                if (record instanceof LogRecord.Step) {
                    watch.after();
                } else if (record instanceof LogRecord.Reset reset) {
                    watch.reset(reset.mask());
                } else {
                    watch.restored();
                }
                return true;
            }
        };
    }
}
