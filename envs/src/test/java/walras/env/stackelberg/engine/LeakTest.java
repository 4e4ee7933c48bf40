package walras.env.stackelberg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Backend;
import walras.env.Clock;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/**
 * Spec invariant 53, on every environment of the family: phase, time and what followers know must not reach the leader's
 * observation. Whatever the state calls hidden is scrambled in the middle of an episode, and the observation is written anew.
 */
class LeakTest {
    private static final int ROWS = 6;

    /** Every environment of the family at its defaults, and the variants whose state is another. */
    static Stream<Arguments> worlds() {
        Stream<Arguments> all = Registry.discover().environments().stream()
                .map(Environment::id)
                .filter(id -> id.startsWith("stackelberg/"))
                .map(id -> Arguments.of(id, Map.of()));
        return Stream.concat(
                all,
                Stream.of(
                        Arguments.of(
                                "stackelberg/matrix-v0",
                                Map.of("game", "chicken", "rounds", 3, "followers", "q-learning")),
                        Arguments.of("stackelberg/matrix-v0", Map.of("commitment", "mixed", "sweep", "sampled")),
                        Arguments.of("stackelberg/price-mechanism-v0", Map.of("setting", "two-worlds")),
                        Arguments.of("stackelberg/pricing-platform-v0", Map.of("followers", "seat")),
                        Arguments.of("stackelberg/pricing-platform-v0", Map.of("leader_observation", "none")),
                        Arguments.of("stackelberg/bandit-v0", Map.of("follower", "fmucb")),
                        Arguments.of("stackelberg/newsvendor-v0", Map.of("follower", "oful"))));
    }

    private static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }

    private static Tensors tensors(Economy economy) {
        long[] keys = new long[ROWS];
        Arrays.setAll(keys, r -> RowRandom.rowKey(3, r));
        Clock still = new Clock() {
            @Override
            public int elapsed(int row) {
                return 0;
            }

            @Override
            public int[] elapsed() {
                return new int[ROWS];
            }

            @Override
            public boolean lastStep(int row) {
                return false;
            }
        };
        return new Tensors(economy.spec(), ROWS, Set.of(), still, new RowRandom(keys, new long[1], new long[ROWS], 0));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void observe_hiddenStateScrambled_leaderSeesTheSame(String id, Map<String, ?> options) {
        Economy economy = economy(id, options);
        Tensors tensors = tensors(economy);
        Dynamics dynamics = economy.dynamics(tensors, Backend.FUSED);
        Scrambler names = new Scrambler(false);
        dynamics.state(names);
        assertFalse(names.hidden.isEmpty(), id + " hides nothing, so this test would show nothing");
        byte[] everyRow = new byte[ROWS];
        Arrays.fill(everyRow, (byte) 1);
        Rows rows = new Rows(0, ROWS, everyRow);
        dynamics.initial(rows);
        dynamics.observe(rows);
        for (int step = 0; step < 9; step++) {
            List<Object> before = leaderObservation(tensors);
            dynamics.state(new Scrambler(true));
            dynamics.observe(rows);
            assertEquals(before, leaderObservation(tensors), id + " after " + step + " steps");
            dynamics.state(new Scrambler(true)); // twice is undone: see Scrambler
            dynamics.advance(rows);
            dynamics.observe(rows);
        }
    }

    private static List<Object> leaderObservation(Tensors tensors) {
        List<Object> copies = new ArrayList<>();
        for (Tensor tensor : tensors.group(OuterEconomy.LEADER).observations()) {
            for (int k = 0; k < ROWS * tensor.rowSize(); k++) {
                copies.add(java.lang.reflect.Array.get(tensor.data(), k));
            }
        }
        return copies;
    }

    /** Flips the lowest bit of every hidden number, or the sign of every real: doing it twice undoes it. */
    private static final class Scrambler implements StateVisitor {
        private final boolean scramble;
        private final List<String> hidden = new ArrayList<>();

        private Scrambler(boolean scramble) {
            this.scramble = scramble;
        }

        private boolean hides(String name) {
            if (name.contains(".hidden.")) {
                hidden.add(name);
                return scramble;
            }
            return false;
        }

        @Override
        public void bytes(String name, byte[] values) {
            for (int k = 0; hides(name) && k < values.length; k++) {
                values[k] ^= 1;
            }
        }

        @Override
        public void ints(String name, int[] values) {
            for (int k = 0; hides(name) && k < values.length; k++) {
                values[k] ^= 1;
            }
        }

        @Override
        public void longs(String name, long[] values) {
            for (int k = 0; hides(name) && k < values.length; k++) {
                values[k] ^= 1;
            }
        }

        @Override
        public void floats(String name, float[] values) {
            for (int k = 0; hides(name) && k < values.length; k++) {
                values[k] = -values[k];
            }
        }

        @Override
        public void doubles(String name, double[] values) {
            for (int k = 0; hides(name) && k < values.length; k++) {
                values[k] = -values[k];
            }
        }
    }
}
