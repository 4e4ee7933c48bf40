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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.frame.FieldChoice;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.rollout.RolloutPace;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** Steps that the server plays by itself. */
final class RolloutTest {
    private static final int TARGET = 10;
    private static final PolicyProgram.Head GREEDY = new PolicyProgram.Head(false, 0, 0);

    private final SessionFixture fixture = new SessionFixture();
    private final List<RolloutChunk> chunks = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private int pauses;

    private Session session(int rows, int agents, AutoresetMode mode) {
        Session session =
                fixture.sessions.create(SessionFixture.counters(rows, agents, List.of(), Optional.empty(), 1, mode));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        return session;
    }

    /** A reader that keeps what it was given: the chunk's own bytes are written anew for the next one. */
    private static RolloutChunk copy(RolloutChunk chunk) {
        return new RolloutChunk(
                chunk.shard(),
                chunk.firstStep(),
                chunk.steps(),
                ByteBuffer.allocate(chunk.bytes().capacity())
                        .put(chunk.bytes().duplicate())
                        .flip(),
                chunk.seats(),
                chunk.ended(),
                chunk.last());
    }

    private void roll(Session session, PolicyProgram policy, int steps, int chunkSteps) {
        RolloutOrder order = new RolloutOrder(0, steps, Map.of(0, policy), chunkSteps, OptionalLong.of(4));
        rollToTheEnd(session, order, true);
    }

    private void rollToTheEnd(Session session, RolloutOrder order, boolean eager) {
        Reader reader = new Reader(eager);
        Rollout rollout = session.rollout(order, Limits.defaults(), reader);
        do {
            reader.wants = true;
            rollout.advance();
            pauses++;
        } while (failures.isEmpty() && !chunks.get(chunks.size() - 1).last());
    }

    /** Keeps all, and wants more at once or not. */
    private final class Reader implements RolloutOutlet {
        private final boolean eager;
        private boolean wants;

        Reader(boolean eager) {
            this.eager = eager;
        }

        @Override
        public RolloutPace pace() {
            return RolloutPace.MESSAGES;
        }

        @Override
        public ByteBuffer room(int count) {
            return ByteBuffer.allocate(count);
        }

        @Override
        public boolean ready() {
            return eager || wants;
        }

        @Override
        public void send(RolloutChunk chunk) {
            chunks.add(copy(chunk));
            wants = false;
        }

        @Override
        public void complete() {}

        @Override
        public void fail(Throwable why) {
            failures.add((RuntimeException) why);
        }
    }

    private static byte[] frames(RolloutChunk chunk) { // [steps * stride]
        return bytes(chunk, chunk.seats().get(0).frames());
    }

    private static byte[] actions(RolloutChunk chunk) { // [steps * stride]
        return bytes(chunk, chunk.seats().get(0).actions());
    }

    private static byte[] bytes(RolloutChunk chunk, RolloutChunk.Span span) { // [span.length]
        byte[] bytes = new byte[span.length()];
        chunk.bytes().get(span.at(), bytes);
        return bytes;
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
            for (int k = 0; k < chunk.steps(); k++) {
                byte[] action = cut(actions(chunk), k, seat.actionLayout().sizeBytes());
                SessionFixture.act(stepped, 0, step(++t), List.of(new SeatAct(0, ByteBuffer.wrap(action))), null);
                Turn turn = last(stepped);
                assertArrayEquals(
                        turn.frames()[0],
                        cut(frames(chunk), k, seat.observationLayout().sizeBytes()));
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

    // Guards flow control: who asks again after every chunk is given the same as who takes all at once, in pauses.
    @Test
    void rollout_readerThatPauses_isGivenTheSame() {
        RolloutOrder order = new RolloutOrder(0, 60, Map.of(0, new PolicyProgram.Uniform()), 7, OptionalLong.of(4));
        rollToTheEnd(session(3, 2, AutoresetMode.NEXT_STEP), order, true);
        assertEquals(1, pauses);
        List<RolloutChunk> atOnce = List.copyOf(chunks);
        chunks.clear();
        rollToTheEnd(session(3, 2, AutoresetMode.NEXT_STEP), order, false);
        assertEquals(1 + atOnce.size(), pauses);
        assertEquals(atOnce.size(), chunks.size());
        for (int k = 0; k < chunks.size(); k++) {
            assertEquals(atOnce.get(k).firstStep(), chunks.get(k).firstStep());
            assertArrayEquals(frames(atOnce.get(k)), frames(chunks.get(k)));
            assertArrayEquals(actions(atOnce.get(k)), actions(chunks.get(k)));
        }
    }

    // Guards the turn of a rollout that is one run: whoever acts on the last chunk finds the session at its last step.
    @Test
    void rollout_lastChunk_findsTheSessionThere() {
        Session session = session(3, 1, AutoresetMode.NEXT_STEP);
        List<Long> steps = new ArrayList<>();
        RolloutOrder order = new RolloutOrder(0, 9, Map.of(0, new PolicyProgram.Uniform()), 2, OptionalLong.empty());
        RolloutOutlet reader = new Reader(true);
        Rollout rollout = session.rollout(order, Limits.defaults(), new RolloutOutlet() {
            @Override
            public RolloutPace pace() {
                return reader.pace();
            }

            @Override
            public ByteBuffer room(int count) {
                return reader.room(count);
            }

            @Override
            public boolean ready() {
                return reader.ready();
            }

            @Override
            public void send(RolloutChunk chunk) {
                steps.add(last(session).step());
                reader.send(chunk);
            }

            @Override
            public void complete() {}

            @Override
            public void fail(Throwable why) {
                reader.fail(why);
            }
        });
        rollout.advance();
        assertEquals(List.of(0L, 0L, 0L, 0L, 9L), steps);
    }

    // Guards a selection's layout: the chosen fields are those of the whole frames, one after another.
    @ParameterizedTest
    @EnumSource(names = {"NEXT_STEP", "SAME_STEP"})
    void rollout_chosenFields_areThoseOfWholeFrames(AutoresetMode mode) {
        RolloutOrder all = new RolloutOrder(0, 30, Map.of(0, new PolicyProgram.Uniform()), 7, OptionalLong.of(4));
        Session session = session(3, 2, mode);
        rollToTheEnd(session, all, true);
        List<RolloutChunk> whole = List.copyOf(chunks);
        chunks.clear();
        List<FieldChoice> chosen =
                List.of(new FieldChoice(FieldKind.TERMINATED, ""), new FieldChoice(FieldKind.OBSERVATION, "count"));
        rollToTheEnd(session(3, 2, mode), new RolloutOrder(0, 30, all.policies(), 7, all.seed(), chosen), true);
        FrameLayout layout = session.seats().get(0).plan().observationLayout();
        int stride = (int) FrameLayout.aligned(layout.sizeBytes());
        int terminated = (int) layout.fields().stream()
                .filter(field -> field.kind() == FieldKind.TERMINATED)
                .findFirst()
                .orElseThrow()
                .offset();
        for (int c = 0; c < whole.size(); c++) {
            byte[] frames = frames(whole.get(c));
            byte[] some = frames(chunks.get(c));
            assertEquals(0, actions(chunks.get(c)).length);
            assertEquals(128 * whole.get(c).steps(), some.length);
            for (int k = 0; k < whole.get(c).steps(); k++) {
                assertArrayEquals(
                        Arrays.copyOfRange(frames, k * stride, k * stride + 24),
                        Arrays.copyOfRange(some, 128 * k, 128 * k + 24));
                assertArrayEquals(
                        Arrays.copyOfRange(frames, k * stride + terminated, k * stride + terminated + 3),
                        Arrays.copyOfRange(some, 128 * k + 64, 128 * k + 67));
            }
            assertEquals(whole.get(c).ended().size(), chunks.get(c).ended().size());
            for (int k = 0; k < whole.get(c).ended().size(); k++) {
                assertArrayEquals(
                        whole.get(c).ended().get(k).frames().get(0),
                        chunks.get(c).ended().get(k).frames().get(0));
            }
        }
    }

    @Test
    void rollout_fieldOfNoSeat_isRefused() {
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        RolloutOrder order = new RolloutOrder(
                0,
                1,
                Map.of(0, new PolicyProgram.Uniform()),
                0,
                OptionalLong.empty(),
                List.of(new FieldChoice(FieldKind.REWARD, ""), new FieldChoice(FieldKind.METRIC, "profit")));
        refused("BAD_REQUEST", () -> session.rollout(order, Limits.defaults(), new Reader(true)));
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
                        new RolloutOrder(0, 1, Map.of(), 0, OptionalLong.empty()),
                        Limits.defaults(),
                        new Reader(true)));
        refused(
                "BAD_REQUEST",
                () -> session.rollout(
                        new RolloutOrder(0, 0, Map.of(0, new PolicyProgram.Uniform()), 0, OptionalLong.empty()),
                        Limits.defaults(),
                        new Reader(true)));
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
        byte[] action = actions(chunks.get(0));
        assertEquals(1, ByteBuffer.wrap(action).order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        assertNotEquals(1, ByteBuffer.wrap(action).getInt(0));
    }

    // Guards the play streams of the session: a rollout that is refused is told to whoever asked for it, and to nobody
    // else.
    @Test
    void rollout_refused_isNotToldToParticipants() {
        Session session = session(1, 1, AutoresetMode.DISABLED);
        Recorder participant = new Recorder();
        session.attach(participant, List.of(0), false);
        PolicyProgram always = new PolicyProgram.Named(new SessionConfig.NamedPolicy("always", Map.of()));
        roll(session, always, TARGET + 5, 0);
        assertEquals(1, failures.size());
        assertEquals(List.of(), participant.failures);
        assertEquals(List.of(), participant.turns);
    }

    // Guards a seat that had acted when a rollout came: its act is gone, so it gets the rollout's turn instead.
    @Test
    void rollout_whileASeatHasActed_tellsItTheTurn() {
        Session session = fixture.sessions.create(SessionFixture.twoSeats());
        Recorder first = new Recorder();
        session.attach(first, List.of(0), false);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        SessionFixture.act(session, 0, step(1), List.of(SessionFixture.act(0, 1)), null);
        PolicyProgram uniform = new PolicyProgram.Uniform();
        rollToTheEnd(session, new RolloutOrder(0, 4, Map.of(0, uniform, 1, uniform), 0, OptionalLong.empty()), true);
        assertEquals(4, first.lastTurn().step());
    }

    // Guards whoever gave a rollout up: nothing of it is played after that, and its memory is given back once.
    @Test
    void cancel_whileItRests_endsItAtOnce() {
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        int[] rests = {0};
        KeepingOutlet outlet = new KeepingOutlet() {
            @Override
            public boolean ready() {
                return chunks.isEmpty();
            }

            @Override
            public void rest() {
                rests[0]++;
            }
        };
        RolloutOrder order = new RolloutOrder(0, 50, Map.of(0, new PolicyProgram.Uniform()), 3, OptionalLong.empty());
        Rollout rollout = session.rollout(order, Limits.defaults(), outlet);
        rollout.advance();
        assertEquals(3, last(session).step());
        rollout.cancel();
        rollout.cancel();
        outlet.chunks.clear();
        rollout.advance();
        assertEquals(3, last(session).step());
        assertEquals(1, rests[0]);
        assertEquals(List.of(), outlet.failures);
    }

    // Guards "close and cancel set a flag that a run reads between steps": a chunk in hand is not played to its end.
    @Test
    void cancel_whileItPlays_endsItAtTheNextStep() {
        Session session = session(1, 1, AutoresetMode.NEXT_STEP);
        Rollout[] rollout = {null};
        KeepingOutlet outlet = new KeepingOutlet() {
            @Override
            public void send(RolloutChunk chunk) {
                super.send(chunk);
                rollout[0].cancel();
            }
        };
        RolloutOrder order = new RolloutOrder(0, 50, Map.of(0, new PolicyProgram.Uniform()), 3, OptionalLong.empty());
        rollout[0] = session.rollout(order, Limits.defaults(), outlet);
        rollout[0].advance();
        assertEquals(3, last(session).step());
        assertEquals(1, outlet.chunks.size());
    }

    // Guards a seat that has acted: a rollout that was given up before it began leaves its act where it is.
    @Test
    void cancel_beforeItBegins_leavesActsAlone() {
        Queue<Runnable> pool = new ArrayDeque<>();
        Limits limits = Limits.defaults();
        Sessions sessions = new Sessions(
                new SessionPlanner(Registry.discover(), limits),
                limits,
                new StepExecutor(pool::add),
                new FakeTimer(),
                SessionObserver.NONE,
                null);
        Session session = sessions.create(SessionFixture.twoSeats());
        Recorder first = new Recorder();
        session.attach(first, List.of(0), false);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        pool.remove().run();
        SessionFixture.act(session, 0, step(1), List.of(SessionFixture.act(0, 1)), null);
        PolicyProgram uniform = new PolicyProgram.Uniform();
        KeepingOutlet outlet = new KeepingOutlet();
        RolloutOrder order = new RolloutOrder(0, 4, Map.of(0, uniform, 1, uniform), 0, OptionalLong.empty());
        Rollout rollout = session.rollout(order, limits, outlet);
        rollout.advance();
        rollout.cancel();
        pool.remove().run();
        assertEquals(0, last(session).step());
        assertEquals(List.of(), outlet.chunks);
        assertEquals(List.of(), first.failures);
        SessionFixture.act(session, 0, step(1), List.of(SessionFixture.act(1, 0)), null);
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertEquals(1, last(session).step());
        assertArrayEquals(new int[] {1}, SessionFixture.counts(session, last(session), 0));
    }
}
