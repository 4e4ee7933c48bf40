package walras.env.stackelberg.response;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.nd4j.Nd4jProgram;

/**
 * Hedge as whole-batch ND4J operations, on whatever device ND4J's backend drives: exact and sampled sweeps of any population, with
 * regrets and average play where the state keeps them. Draws are the fused kernel's, so the two differ by rounding only.
 *
 * <p>Runs whole response phases of commitments that are known, or, for the environments, one sweep at a time: {@link #plan} and {@link
 * #update}. Arrays are made at the first call and kept while sizes stay the same. Not safe for several threads.
 */
public final class Nd4jResponseKernel implements ResponseKernel {
    private @Nullable Room room;

    @Override
    public void respond(
            FollowerPopulation population, FollowerState state, InducedGame game, long[] keys, int updates) {
        Room at = room(population, state, keys.length, game.profiles());
        at.load(state);
        Nd4jProgram.upload(at.device.payoff, game.payoff());
        Arrays.fill(at.active, 1);
        for (int k = 0; k < updates; k++) {
            for (int row = 0; row < keys.length; row++) {
                int update = state.updates[row];
                at.profile[row] = population.drawProfile(keys[row], update);
                at.mark(row);
                at.uniform(population, row, keys[row], update);
                at.count(state, row);
            }
            at.uploadMarks();
            at.draw();
            at.device.learning.run();
        }
        at.store(state);
    }

    /**
     * Draws type profile and reference of the next update of the rows that {@code which} marks.
     *
     * @param keys one key of randomness per row {@code [B]}
     * @param profile {@code [B]}, written
     * @param reference {@code [B]}, written; 0 in an exact sweep
     */
    public void plan(
            FollowerPopulation population,
            FollowerState state,
            byte[] which /* [B] */,
            long[] keys,
            int[] profile,
            int[] reference) {
        Room at = room(population, state, keys.length, 1);
        at.forget();
        for (int row = 0; row < keys.length; row++) {
            if (which[row] != 0) {
                int update = state.updates[row];
                profile[row] = population.drawProfile(keys[row], update);
                reference[row] = 0;
                at.profile[row] = profile[row];
                at.mark(row);
                at.uniform(population, row, keys[row], update);
            }
        }
        if (population.sweep() == Sweep.SAMPLED) {
            at.load(state);
            at.uploadMarks();
            at.draw();
            at.readReferences(which, reference);
        }
    }

    /**
     * One update of the rows that {@code which} marks.
     *
     * @param profile what {@link #plan} drew {@code [B]}
     * @param reference what {@link #plan} drew {@code [B]}
     * @param game payoffs of the profiles in force, {@code [B, n, 1, J]}
     */
    public void update(
            FollowerPopulation population,
            FollowerState state,
            byte[] which /* [B] */,
            int[] profile,
            int[] reference,
            InducedGame game) {
        Room at = room(population, state, which.length, game.profiles());
        at.forget();
        for (int row = 0; row < which.length; row++) {
            if (which[row] != 0) {
                at.profile[row] = profile[row];
                at.active[row] = 1;
                at.mark(row);
                at.play(row, reference[row]);
                at.count(state, row);
            }
        }
        at.load(state);
        Nd4jProgram.upload(at.device.payoff, game.payoff());
        at.uploadMarks();
        at.device.strategies.run();
        if (population.sweep() == Sweep.SAMPLED) {
            Nd4jProgram.upload(at.device.played, at.played);
        }
        at.device.learning.run();
        at.store(state);
    }

    private Room room(FollowerPopulation population, FollowerState state, int rows, int profiles) {
        Room at = room;
        if (at == null || !at.fits(population, state, rows, profiles)) {
            at = new Room(population, state, rows, profiles);
            room = at;
        }
        return at;
    }

    /** Device arrays of one size, and what is staged for them. */
    private static final class Room {
        final Nd4jHedge device;
        final int[] profile; // [B]
        final double[] active; // [B, 1, 1]
        final double[] played; // [B, n, A]
        private final FollowerPopulation population;
        private final ResponseShape shape;
        private final boolean regrets;
        private final boolean average;
        private final int profiles;
        private final double[] typeMask; // [B, n, T, 1]
        private final double[] profileMask; // [B, 1, profiles, 1]
        private final double[] uniform; // [B, n, 1]

        Room(FollowerPopulation population, FollowerState state, int rows, int profiles) {
            if (!(population.rule() instanceof Hedge hedge)) {
                throw new IllegalArgumentException(
                        "followers: expected hedge, which the ND4J response kernel knows, got " + population.rule());
            }
            this.population = population;
            this.profiles = profiles;
            shape = population.shape();
            regrets = state.tracksRegret();
            average = state.playSize > 0;
            device = new Nd4jHedge(shape, population.sweep(), hedge.rate(), rows, profiles, regrets, average);
            profile = new int[rows];
            active = new double[rows];
            played = new double[rows * shape.followers() * shape.actions()];
            typeMask = new double[rows * shape.followers() * shape.types()];
            profileMask = new double[rows * profiles];
            uniform = new double[rows * shape.followers()];
        }

        boolean fits(FollowerPopulation wanted, FollowerState state, int rows, int wantedProfiles) {
            return population == wanted
                    && profile.length == rows
                    && profiles == wantedProfiles
                    && regrets == state.tracksRegret()
                    && average == state.playSize > 0;
        }

        void load(FollowerState state) {
            Nd4jProgram.upload(device.table, state.table);
            if (regrets) {
                Nd4jProgram.upload(device.regret, state.regret);
            }
            if (average) {
                Nd4jProgram.upload(device.play, state.play);
            }
        }

        void store(FollowerState state) {
            Nd4jProgram.download(device.table, state.table);
            if (regrets) {
                Nd4jProgram.download(device.regret, state.regret);
            }
            if (average) {
                Nd4jProgram.download(device.play, state.play);
            }
        }

        /** Takes every row out. */
        void forget() {
            Arrays.fill(active, 0);
            Arrays.fill(typeMask, 0);
            Arrays.fill(profileMask, 0);
            Arrays.fill(played, 0);
        }

        /** Sets the masks of a row to its type profile. */
        void mark(int row) {
            int n = shape.followers();
            int t = shape.types();
            for (int k = 0; k < n * t; k++) {
                typeMask[row * n * t + k] = shape.type(profile[row], k / t) == k % t ? 1 : 0;
            }
            for (int p = 0; p < profiles; p++) {
                profileMask[row * profiles + p] = profiles == 1 || p == profile[row] ? 1 : 0;
            }
        }

        void uniform(FollowerPopulation of, int row, long key, int update) {
            for (int i = 0; i < shape.followers(); i++) {
                uniform[row * shape.followers() + i] = of.referenceDraw(key, update, i);
            }
        }

        /** Stages a reference profile as zeros and ones. */
        void play(int row, int reference) {
            for (int i = 0; i < shape.followers(); i++) {
                played[(row * shape.followers() + i) * shape.actions() + shape.action(reference, i)] = 1;
            }
        }

        void count(FollowerState state, int row) {
            for (int i = 0; i < shape.followers(); i++) {
                state.visits[(row * shape.followers() + i) * shape.types() + shape.type(profile[row], i)]++;
            }
            state.updates[row]++;
        }

        void uploadMarks() {
            Nd4jProgram.upload(device.typeMask, typeMask);
            Nd4jProgram.upload(device.profileMask, profileMask);
            Nd4jProgram.upload(device.active, active);
            Nd4jProgram.upload(device.uniform, uniform);
        }

        void draw() {
            device.strategies.run();
            if (population.sweep() == Sweep.SAMPLED) {
                device.draws.run();
            }
        }

        void readReferences(byte[] which /* [B] */, int[] reference /* [B] */) {
            Nd4jProgram.download(device.played, played);
            int m = shape.actions();
            for (int row = 0; row < which.length; row++) {
                for (int i = 0; i < shape.followers() && which[row] != 0; i++) {
                    int drawn = 0;
                    for (int a = 0; a < m; a++) {
                        drawn += played[(row * shape.followers() + i) * m + a] > 0 ? a : 0;
                    }
                    reference[row] = reference[row] * m + drawn;
                }
            }
        }
    }
}
