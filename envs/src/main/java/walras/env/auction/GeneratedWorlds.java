package walras.env.auction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Worlds of any size, for studies of scaling and transfer. The same seed gives the same world. */
final class GeneratedWorlds {
    private GeneratedWorlds() {}

    /**
     * A random stochastic world: from every pair to {@code branching} random states with random chances, rewards uniform in [0, 1]. With a chance of {@code ending} a state, never the first, is terminal.
     */
    static GlobalMdp random(long seed, int states, int primitives, int branching, double ending) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] chances = new double[states]; // [S]
        double[][] rewards = new double[states][primitives]; // [S, N]
        boolean[] terminal = new boolean[states]; // [S]
        IntFunction<double[]> draw = pair -> {
            int state = pair / primitives;
            if (pair % primitives == 0) {
                terminal[state] = state > 0 && random.nextDouble() < ending;
            }
            rewards[state][pair % primitives] = random.nextDouble();
            Arrays.fill(chances, 0);
            scatter(random, chances, branching);
            return chances;
        };
        return GlobalMdp.stochastic(draw, rewards, terminal, at(0, states));
    }

    private static void scatter(SplittableRandom random, double[] chances, int branching) { // chances [S]
        double sum = 0;
        for (int branch = 0; branch < branching; branch++) {
            double weight = random.nextDouble() + 1e-3;
            chances[random.nextInt(chances.length)] += weight;
            sum += weight;
        }
        for (int to = 0; to < chances.length; to++) {
            chances[to] /= sum;
        }
    }

    /**
     * An open grid: primitives step right, down, left and up, walls stop them; the far corner pays {@code goalReward} and ends the episode, every other step costs {@code stepCost}. Episodes begin in any
     * other cell where {@code anyStart}, else in the near corner.
     */
    static GlobalMdp grid(int width, int height, double goalReward, double stepCost, boolean anyStart) {
        int states = width * height;
        int goal = states - 1;
        int[][] next = new int[states][4]; // [S, N]
        double[][] rewards = new double[states][4]; // [S, N]
        boolean[] terminal = new boolean[states]; // [S]
        terminal[goal] = true;
        for (int state = 0; state < states; state++) {
            int x = state % width;
            int y = state / width;
            next[state][0] = y * width + Math.min(x + 1, width - 1);
            next[state][1] = Math.min(y + 1, height - 1) * width + x;
            next[state][2] = y * width + Math.max(x - 1, 0);
            next[state][3] = Math.max(y - 1, 0) * width + x;
            for (int i = 0; i < 4; i++) {
                rewards[state][i] = state == goal ? 0 : next[state][i] == goal ? goalReward : -stepCost;
            }
        }
        double[] start = at(0, states); // [S]
        if (anyStart) {
            Arrays.fill(start, 1.0 / goal);
            start[goal] = 0;
        }
        return GlobalMdp.deterministic(next, rewards, terminal, start);
    }

    /** One door of a key-door graph: in room {@code from} only {@code primitive} leads on, to room {@code to}. */
    private record Door(int from, int primitive, int to) {}

    /**
     * A key-door graph: in every room one primitive, the key, opens the way to the next room, and any other stays where it is; the last room of a path pays {@code goalReward} and ends the episode. Each
     * structure has a first task and a second one, which changes part of the first.
     *
     * <ul>
     *   <li>{@code linear}: one path of {@code length} keys, two primitives per key, the first task's keys being primitives 0 to {@code length - 1}; the second task changes the last key.
     *   <li>{@code ancestor}: two paths that begin with a common key and part; an episode is sent down either of them by its start.
     *   <li>{@code descendant}: two paths that begin apart and end with a common key.
     *   <li>{@code invariance}: two paths that need the same keys from different rooms.
     * </ul>
     */
    static GlobalMdp keyDoor(String structure, int length, boolean second, double goalReward) {
        List<Door> doors = new ArrayList<>();
        int paths = structure.equals("linear") ? 1 : 2;
        int rooms = paths * (length + 1);
        for (int path = 0; path < paths; path++) {
            for (int k = 0; k < length; k++) {
                int from = path * (length + 1) + k;
                doors.add(new Door(from, key(structure, length, second, path, k), from + 1));
            }
        }
        int primitives = 2 * length;
        int[][] next = new int[rooms][primitives]; // [S, N]
        double[][] rewards = new double[rooms][primitives]; // [S, N]
        boolean[] terminal = new boolean[rooms]; // [S]
        double[] start = new double[rooms]; // [S]
        for (int room = 0; room < rooms; room++) {
            Arrays.fill(next[room], room);
            terminal[room] = room % (length + 1) == length;
            start[room] = room % (length + 1) == 0 ? 1.0 / paths : 0;
        }
        for (Door door : doors) {
            next[door.from()][door.primitive()] = door.to();
            rewards[door.from()][door.primitive()] = terminal[door.to()] ? goalReward : 0;
        }
        return GlobalMdp.deterministic(next, rewards, terminal, start);
    }

    /** The primitive that is the key of the k-th room of a path. Primitives {@code length + k} are the spare ones. */
    private static int key(String structure, int length, boolean second, int path, int k) {
        boolean last = k == length - 1;
        boolean spare =
                switch (structure) {
                    case "linear" -> second && last;
                    case "ancestor" -> (path == 1 && k > 0) != (second && last);
                    case "descendant" -> (path == 1 && !last) != (second && k == 0);
                    default -> second && last;
                };
        return spare ? length + k : k;
    }

    private static double[] at(int state, int states) { // [S]
        double[] start = new double[states];
        start[state] = 1;
        return start;
    }
}
