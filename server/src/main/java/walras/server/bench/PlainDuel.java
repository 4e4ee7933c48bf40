package walras.server.bench;

import java.util.Arrays;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.FollowerState;
import walras.env.stackelberg.response.FusedResponseKernel;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.InducedGame;
import walras.env.stackelberg.response.ResponseShape;
import walras.env.stackelberg.response.Sweep;

/** Matrix design's followers: two players of two actions learn a game of their own by 7 exact sweeps of Hedge. */
final class PlainDuel implements PlainKernel {
    private static final int SWEEPS = 7;
    private static final double RATE = .1;
    private static final double STEP = Math.log1p(RATE);
    private static final int CELLS = 8; // [n, J] payoffs of a row
    private static final int PLAYERS = 2;
    private static final int ALONE = 256; // rows that the kernel keeps on one thread
    private static final double OFF_MOST = 1e-12;

    private final int rows;
    private final ResponseShape shape = new ResponseShape(2, 1, 2);
    private final FollowerPopulation population =
            new FollowerPopulation(shape, new double[] {1}, new Hedge(RATE), Sweep.EXACT);
    private final double[] payoff; // [B, n, J]
    private final double[] chance; // [B, n] of the first action
    private final Followers all;
    private final Followers[] parts; // [parts of ALONE rows]

    PlainDuel(int rows) {
        this.rows = rows;
        payoff = new double[rows * CELLS];
        Arrays.setAll(payoff, k -> Draws.uniform(7, k));
        chance = new double[rows * PLAYERS];
        all = new Followers(0, rows);
        parts = new Followers[(rows + ALONE - 1) / ALONE];
        Arrays.setAll(parts, k -> new Followers(k * ALONE, Math.min(ALONE, rows - k * ALONE)));
    }

    /** What the kernel needs for some of the rows. */
    private final class Followers {
        private final InducedGame game;
        private final FollowerState state;
        private final long[] keys; // [rows], exact sweeps draw nothing
        private final FusedResponseKernel kernel = new FusedResponseKernel();

        Followers(int first, int count) {
            game = InducedGame.allocate(shape, count);
            System.arraycopy(payoff, first * CELLS, game.payoff(), 0, count * CELLS);
            state = new FollowerState(shape, count, false, false);
            keys = new long[count];
        }

        void learn() {
            for (int row = 0; row < keys.length; row++) {
                state.reset(row, population.rule());
            }
            kernel.respond(population, state, game, keys, SWEEPS);
        }

        /** How likely a player is to take its first action: kernels may divide a player's weights by what they like. */
        double chance(int player) {
            double first = state.table()[2 * player];
            return first / (first + state.table()[2 * player + 1]);
        }
    }

    @Override
    public String name() {
        return "matrix design, " + SWEEPS + " exact sweeps";
    }

    @Override
    public Work loop() {
        return () -> {
            for (int row = 0; row < rows; row++) {
                learn(row * CELLS, row * PLAYERS);
            }
            return rows;
        };
    }

    private void learn(int at, int to) {
        double up = 1;
        double down = 1;
        double left = 1;
        double right = 1;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double vertical = 1 / (up + down);
            double horizontal = 1 / (left + right);
            double l = left * horizontal;
            double r = right * horizontal;
            double u = up * vertical;
            double d = down * vertical;
            up *= Math.exp(STEP * (l * payoff[at] + r * payoff[at + 1]));
            down *= Math.exp(STEP * (l * payoff[at + 2] + r * payoff[at + 3]));
            left *= Math.exp(STEP * (u * payoff[at + 4] + d * payoff[at + 6]));
            right *= Math.exp(STEP * (u * payoff[at + 5] + d * payoff[at + 7]));
        }
        chance[to] = up / (up + down);
        chance[to + 1] = left / (left + right);
    }

    @Override
    public Work alone() {
        return () -> {
            for (Followers part : parts) {
                part.learn();
            }
            return rows;
        };
    }

    @Override
    public Work shared() {
        return () -> {
            all.learn();
            return rows;
        };
    }

    @Override
    public void compare() {
        loop().run();
        alone().run();
        shared().run();
        for (int k = 0; k < chance.length; k++) {
            same(k, all.chance(k));
            same(k, parts[k / (ALONE * PLAYERS)].chance(k % (ALONE * PLAYERS)));
        }
    }

    private void same(int k, double learned) {
        if (!(Math.abs(learned - chance[k]) <= OFF_MOST)) {
            throw new IllegalStateException("row " + k / PLAYERS + ", player " + k % PLAYERS
                    + ", chance of the first action: the kernel has " + learned + ", the plain loop " + chance[k]);
        }
    }
}
