package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.refused;
import static walras.server.session.SessionFixture.step;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.env.batch.AutoresetMode;
import walras.server.frame.FrameLayout;

/** Steps that the server plays by itself. */
final class RolloutTest {
    private static final int TARGET = 10;
    private static final PolicyProgram.Head GREEDY = new PolicyProgram.Head(false, 0, 0);

    private final SessionFixture fixture = new SessionFixture();
    private final List<RolloutChunk> chunks = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    private Session session(int rows, int agents, AutoresetMode mode) {
        Session session =
                fixture.sessions.create(SessionFixture.counters(rows, agents, List.of(), Optional.empty(), 1, mode));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), null);
        return session;
    }

    /** A reader that keeps what it was given: the chunk's own bytes are written anew for the next one. */
    private static RolloutChunk copy(RolloutChunk chunk) {
        return new RolloutChunk(
                chunk.shard(),
                chunk.firstStep(),
                chunk.steps(),
                chunk.seats().stream()
                        .map(run -> new RolloutChunk.SeatRun(
                                run.seat(), run.frames().clone(), run.actions().clone()))
                        .toList(),
                chunk.ended(),
                chunk.last());
    }

    private void roll(Session session, PolicyProgram policy, int steps, int chunkSteps) {
        RolloutOrder order = new RolloutOrder(0, steps, Map.of(0, policy), chunkSteps, OptionalLong.of(4));
        Rollout rollout = session.rollout(order, Limits.defaults(), chunk -> chunks.add(copy(chunk)));
        do {
            rollout.advance(failures::add);
        } while (failures.isEmpty() && !chunks.get(chunks.size() - 1).last());
    }

    private static byte[] cut(byte[] all, int k, long size) { // [k * stride] -> [size]
        int stride = (int) FrameLayout.aligned(size);
        return Arrays.copyOfRange(all, k * stride, k * stride + (int) size);
    }

    // Guards the meaning of a rollout: its actions, sent one by one to a session of the same seed, give its frames.
    @ParameterizedTest
    @EnumSource(names = {"NEXT_STEP", "SAME_STEP"})
    void rollout_always_isWhatStepsWouldHaveGiven(AutoresetMode mode) {
        Session rolled = session(3, 2, mode);
        roll(rolled, new PolicyProgram.Uniform(), 60, 7);
        Session stepped = session(3, 2, mode);
        SeatPlan seat = stepped.seats().get(0).plan();
        int t = 0;
        int finals = 0;
        for (RolloutChunk chunk : chunks) {
            assertEquals(t + 1, chunk.firstStep());
            RolloutChunk.SeatRun run = chunk.seats().get(0);
            for (int k = 0; k < chunk.steps(); k++) {
                byte[] action = cut(run.actions(), k, seat.actionLayout().sizeBytes());
                stepped.act(0, step(++t), List.of(new SeatAct(0, ByteBuffer.wrap(action))), null);
                Turn turn = last(stepped);
                assertArrayEquals(
                        turn.frames()[0],
                        cut(run.frames(), k, seat.observationLayout().sizeBytes()));
                finals += turn.finalRows().length;
            }
            finals -=
                    chunk.ended().stream().mapToInt(rows -> rows.rows().length).sum();
        }
        assertEquals(60, t);
        assertEquals(0, finals);
        assertEquals(60, last(rolled).step());
        assertArrayEquals(last(stepped).frames()[0], last(rolled).frames()[0]);
    }

    // Guards both kinds of data against an off-by-one in state or feature: adding one below the target is optimal.
    @Test
    void rollout_tableAndNetwork_playWhatTheyWereTold() {
        int states = TARGET + 1;
        float[] table = new float[states * 2];
        for (int state = 0; state < states; state++) {
            table[2 * state + (state % 2 == 0 ? 1 : 0)] = 1; // stops at the first odd count
        }
        PolicyProgram looked =
                new PolicyProgram.Table(new PolicyProgram.Weights(List.of(states, 2), table), List.of(), GREEDY);
        float[] weights = new float[2 * states];
        for (int state = 0; state < states; state++) {
            weights[state] = state % 2; // score of 0
            weights[states + state] = 1 - state % 2; // score of 1
        }
        PolicyProgram computed = new PolicyProgram.Network(
                List.of(new PolicyProgram.Layer(
                        new PolicyProgram.Weights(List.of(2, states), weights),
                        new PolicyProgram.Weights(List.of(2), new float[2]))),
                PolicyProgram.Activation.NONE,
                List.of("count"),
                GREEDY);
        for (PolicyProgram policy : List.of(looked, computed)) {
            Session session = session(2, 1, AutoresetMode.NEXT_STEP);
            chunks.clear();
            roll(session, policy, 5, 0);
            assertEquals(List.of(), failures);
            assertArrayEquals(new int[] {1, 1}, SessionFixture.counts(session, last(session), 0));
        }
    }

    // Guards hidden layers: relu(x - 3) is positive from 4 on, so counting stops there.
    @Test
    void rollout_hiddenLayer_isActivated() {
        float[] count = new float[TARGET + 1];
        for (int k = 0; k <= TARGET; k++) {
            count[k] = k;
        }
        PolicyProgram policy = new PolicyProgram.Network(
                List.of(
                        new PolicyProgram.Layer(
                                new PolicyProgram.Weights(List.of(1, TARGET + 1), count),
                                new PolicyProgram.Weights(List.of(1), new float[] {-3})),
                        new PolicyProgram.Layer(
                                new PolicyProgram.Weights(List.of(2, 1), new float[] {1, 0}),
                                new PolicyProgram.Weights(List.of(2), new float[] {0, 0.5f}))),
                PolicyProgram.Activation.RELU,
                List.of(),
                GREEDY);
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        roll(session, policy, 8, 0);
        assertArrayEquals(new int[] {4}, SessionFixture.counts(session, last(session), 0));
    }

    @Test
    void rollout_epsilonOrSoftmax_exploresReproducibly() {
        float[] never = new float[2 * (TARGET + 1)];
        for (int state = 0; state <= TARGET; state++) {
            never[2 * state] = 1;
        }
        PolicyProgram.Weights table = new PolicyProgram.Weights(List.of(TARGET + 1, 2), never);
        for (PolicyProgram.Head head :
                List.of(new PolicyProgram.Head(false, 0, 0.5), new PolicyProgram.Head(true, 0, 0))) {
            int[][] counts = new int[2][];
            for (int again = 0; again < 2; again++) {
                Session session = session(16, 1, AutoresetMode.DISABLED);
                roll(session, new PolicyProgram.Table(table, List.of(), head), 6, 0);
                assertEquals(List.of(), failures);
                counts[again] = SessionFixture.counts(session, last(session), 0);
            }
            assertArrayEquals(counts[0], counts[1]);
            assertTrue(Arrays.stream(counts[0]).sum() > 0);
        }
    }

    // Guards the step number of a session whose rollout hits a finished row half-way: what was played stays played.
    @Test
    void rollout_intoAFinishedRow_endsAtTheLastGoodStep() {
        Session session = session(1, 1, AutoresetMode.DISABLED);
        PolicyProgram always = new PolicyProgram.Named(new SessionConfig.NamedPolicy("always", Map.of()));
        roll(session, always, 20, 20);
        assertEquals(1, chunks.size());
        assertEquals(TARGET, chunks.get(0).steps());
        assertEquals(1, failures.size());
        assertEquals(TARGET, last(session).step());
    }

    @Test
    void rollout_policyThatDoesNotFit_isRefused() {
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        refused(
                "BAD_REQUEST",
                () -> session.rollout(
                        new RolloutOrder(0, 1, Map.of(), 0, OptionalLong.empty()), Limits.defaults(), chunks::add));
        refused(
                "BAD_REQUEST",
                () -> session.rollout(
                        new RolloutOrder(0, 0, Map.of(0, new PolicyProgram.Uniform()), 0, OptionalLong.empty()),
                        Limits.defaults(),
                        chunks::add));
        PolicyProgram wrong =
                new PolicyProgram.Table(new PolicyProgram.Weights(List.of(3, 2), new float[6]), List.of(), GREEDY);
        roll(session, wrong, 1, 0);
        assertEquals(1, failures.size());
        assertEquals(0, last(session).step());
    }

    @Test
    void rollout_frames_areLittleEndian() {
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        roll(session, new PolicyProgram.Named(new SessionConfig.NamedPolicy("always", Map.of())), 1, 0);
        byte[] action = chunks.get(0).seats().get(0).actions();
        assertEquals(1, ByteBuffer.wrap(action).order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        assertNotEquals(1, ByteBuffer.wrap(action).getInt(0));
    }
}
