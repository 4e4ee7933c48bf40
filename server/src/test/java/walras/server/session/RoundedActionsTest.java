package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Registry;
import walras.server.frame.Field;
import walras.server.log.LogReader;
import walras.server.log.LogRecord;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;

/** Numbers that miss a bound by rounding are the bound in the state, in the hash and in the log. */
final class RoundedActionsTest {
    private static final double[] BOUNDS = {0, 1, 1};
    private static final double[] MISSED = {-5e-7, 1 + 5e-7, Math.nextUp(1f)};

    // Guards replays and verdicts on logs: were the number logged as it came, who reads the log would see another bid.
    @Test
    void act_thatMissesABound_isLoggedAsTheBound(@TempDir Path root) throws IOException {
        List<LogRecord> near = played(root.resolve("near"), MISSED);
        List<LogRecord> exact = played(root.resolve("exact"), BOUNDS);
        assertEquals(1 + BOUNDS.length, near.size());
        for (int k = 0; k < near.size(); k++) {
            assertArrayEquals(exact.get(k).toBytes(), near.get(k).toBytes(), "record " + k);
        }
    }

    /** Plays the numbers one after the other; returns what the log has of it, without its header. */
    private static List<LogRecord> played(Path root, double[] bids) throws IOException {
        String id;
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Session session = LoggedPlay.sessions(store, new FakeTimer())
                    .create(SessionConfig.of("auction/chain-v0").withLogMode(LogMode.WRITTEN));
            id = session.id();
            session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
            for (int t = 0; t < bids.length; t++) {
                SessionFixture.act(session, 0, SessionFixture.step(t + 1), List.of(bid(session, bids[t])), null);
            }
            assertEquals(bids.length, SessionFixture.last(session).step());
        }
        Path log = root.resolve("sessions").resolve(id + ".0.log");
        assertEquals(
                1 + bids.length,
                new ReplayVerifier(Registry.discover(), Limits.defaults())
                        .verify(log)
                        .turns());
        try (LogReader reader = new LogReader(log)) {
            Objects.requireNonNull(reader.next());
            List<LogRecord> records = new ArrayList<>();
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return records;
        }
    }

    private static SeatAct bid(Session session, double bid) {
        Field field = session.plan().seats().get(0).actionLayout().fields().get(0);
        ByteBuffer frame = ByteBuffer.allocate((int) field.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putDouble(bid);
        }
        return new SeatAct(0, frame.flip());
    }
}
