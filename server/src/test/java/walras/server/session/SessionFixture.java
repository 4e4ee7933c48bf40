package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Answer;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** Sessions of counter-v0 with a fake clock, stepping on the test's thread. */
final class SessionFixture {
    final FakeTimer timer = new FakeTimer();
    final Sessions sessions;

    SessionFixture() {
        this(Registry.discover(), Limits.defaults(), SessionObserver.NONE);
    }

    SessionFixture(Registry registry, Limits limits, SessionObserver observer) {
        sessions = new Sessions(
                new SessionPlanner(registry, limits), limits, new StepExecutor(Runnable::run), timer, observer, null);
    }

    /** Two counters in one row, each a seat of its own. */
    static SessionConfig twoSeats() {
        return counters(
                1, 2, List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters", 1)), Optional.empty());
    }

    static SessionConfig counters(
            int rows, int agents, List<SeatConfig> seats, Optional<SessionConfig.Deadline> deadline) {
        return counters(rows, agents, seats, deadline, 1, AutoresetMode.NEXT_STEP);
    }

    static SessionConfig counters(
            int rows,
            int agents,
            List<SeatConfig> seats,
            Optional<SessionConfig.Deadline> deadline,
            int shards,
            AutoresetMode autoreset) {
        SessionConfig plain = SessionConfig.of("counter-v0");
        return new SessionConfig(
                "counter-v0",
                Map.of("agents", agents),
                rows,
                OptionalLong.of(11),
                List.of(),
                autoreset,
                seats,
                deadline,
                List.of(),
                shards,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                List.of());
    }

    /** An action frame of one int per agent and row. */
    static SeatAct act(int seat, int... increments) {
        ByteBuffer frame = ByteBuffer.allocate(4 * increments.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int increment : increments) {
            frame.putInt(increment);
        }
        return new SeatAct(seat, frame.flip());
    }

    /**
     * Has seats act, and throws what is refused at once.
     *
     * @param answer is told the turn; null where participants are
     * @return the turn if it had been made before, else null
     */
    static @Nullable Turn act(
            Session session, int shard, OptionalLong step, List<SeatAct> acts, @Nullable Answer answer) {
        List<Turn> again = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        int[] seats = acts.stream().mapToInt(SeatAct::seat).toArray();
        ByteBuffer[] frames = acts.stream().map(SeatAct::frame).toArray(ByteBuffer[]::new);
        session.act(
                new Acts(shard, step, seats, frames),
                answer != null
                        ? answer
                        : new Answer() {
                            @Override
                            public void turn(Turn turn) {}

                            @Override
                            public void again(Turn turn) {
                                again.add(turn);
                            }

                            @Override
                            public void failed(int ofShard, OptionalLong ofStep, Throwable why) {
                                refused.add(why);
                            }

                            @Override
                            public boolean attached() {
                                return true;
                            }
                        });
        if (!refused.isEmpty()) {
            throw (RuntimeException) refused.get(0);
        }
        return again.isEmpty() ? null : again.get(0);
    }

    /** The states of a session's shards. */
    static List<byte[]> states(Session session) { // -> [shards][bytes]
        return session.snapshots().orTimeout(20, TimeUnit.SECONDS).join();
    }

    static byte[] snapshot(Sessions sessions, Session session) { // -> [bytes]
        return sessions.seal(session, states(session));
    }

    /** The counts that a seat sees in a turn. */
    static int[] counts(Session session, Turn turn, int seat) { // [rows * agents]
        FrameLayout layout = session.seats().get(seat).plan().observationLayout();
        Field field = layout.fields().stream()
                .filter(f -> f.kind() == FieldKind.OBSERVATION)
                .findFirst()
                .orElseThrow();
        int[] counts = new int[(int) (field.sizeBytes() / 4)];
        ByteBuffer.wrap(turn.frames()[seat])
                .position((int) field.offset())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(counts);
        return counts;
    }

    /** The last turn of shard 0, which must be there. */
    static Turn last(Session session) {
        Turn turn = Objects.requireNonNull(session.held(0));
        turn.use().release();
        return turn;
    }

    static String ticket(Session session, int seat) {
        return Objects.requireNonNull(session.seats().get(seat).ticket()).reveal();
    }

    static void refused(String reason, Executable call) {
        assertEquals(reason, assertThrows(Problem.class, call).reason());
    }

    static OptionalLong step(long number) {
        return OptionalLong.of(number);
    }
}
