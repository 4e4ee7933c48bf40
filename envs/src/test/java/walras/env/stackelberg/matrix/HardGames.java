package walras.env.stackelberg.matrix;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random games that have been hard for solvers, and the same games in other units. */
final class HardGames {
    /** What makes a game hard. */
    enum Kind {
        TIES,
        COPIES,
        ZEROS,
        ONE_ROW,
        ONE_COLUMN,
        MANY_ROWS,
        REDUCIBLE,
        DENSE
    }

    private HardGames() {}

    static MatrixGame draw(Kind kind, SplittableRandom random) {
        int rows = kind == Kind.ONE_ROW ? 1 : kind == Kind.MANY_ROWS ? 20 : 1 + random.nextInt(5);
        int columns = kind == Kind.ONE_COLUMN ? 1 : kind == Kind.MANY_ROWS ? 2 : 1 + random.nextInt(4);
        double[] leader = payoffs(kind, rows, columns, random);
        double[] follower = payoffs(kind, rows, columns, random);
        if (kind == Kind.COPIES) {
            copy(leader, columns, random.nextInt(rows), random.nextInt(rows));
            copy(follower, columns, random.nextInt(rows), random.nextInt(rows));
            int from = random.nextInt(columns);
            int to = random.nextInt(columns);
            for (int r = 0; r < rows; r++) {
                follower[r * columns + to] = follower[r * columns + from];
            }
        }
        return new MatrixGame(rows, columns, leader, follower);
    }

    private static void copy(double[] payoff, int columns, int from, int to) {
        System.arraycopy(payoff, from * columns, payoff, to * columns, columns);
    }

    private static double[] payoffs(Kind kind, int rows, int columns, SplittableRandom random) {
        double[] payoff = new double[rows * columns];
        int levels = 2 + random.nextInt(9);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                boolean block = kind == Kind.REDUCIBLE && (r < rows / 2) != (c < columns / 2);
                boolean none = block || (kind == Kind.ZEROS && random.nextInt(3) > 0);
                double number = kind == Kind.DENSE ? random.nextDouble() : random.nextInt(levels);
                payoff[r * columns + c] = none ? 0 : number;
            }
        }
        return payoff;
    }

    /** Units of a player: a factor from 1e-9 to 1e9 and a constant of up to a thousand times as much. */
    record Unit(double factor, double constant) {
        static Unit draw(SplittableRandom random) {
            double factor = Math.pow(10, -9 + 18 * random.nextDouble());
            return new Unit(factor, random.nextBoolean() ? 0 : factor * (2000 * random.nextDouble() - 1000));
        }

        double of(double payoff) {
            return factor * payoff + constant;
        }
    }

    static MatrixGame in(Unit leader, Unit follower, MatrixGame game) {
        return new MatrixGame(
                game.rows(),
                game.columns(),
                Arrays.stream(game.leader()).map(leader::of).toArray(),
                Arrays.stream(game.follower()).map(follower::of).toArray());
    }
}
