package walras.env.stackelberg.matrix;

import java.util.LinkedHashMap;
import java.util.Map;
import walras.env.Guide;

/** The named games; entries are (leader, follower), leader = row. */
public final class MatrixGames {
    private static final Map<String, MatrixGame> GAMES = new LinkedHashMap<>();

    static {
        // Zhang et al. (2020).
        GAMES.put("escape", MatrixGame.of(3, 15, 15, 10, 10, 0, 0, 10, 10, 10, 10, 0, 0, 0, 0, 0, 0, 30, 30));
        GAMES.put("maintain", MatrixGame.of(3, 20, 15, 0, 0, 0, 0, 30, 0, 10, 5, 0, 0, 0, 0, 0, 0, 5, 10));
        // Conitzer's example of the worth of commitment.
        GAMES.put("commitment", MatrixGame.of(2, 1, 1, 3, 0, 0, 0, 2, 1));
        GAMES.put("game-4", MatrixGame.of(2, 3, 2, 1, 3, 2, 0, 0, 1));
        // The twelve symmetric ordinal 2x2 games, payoffs when both cooperate, I alone, the other alone, neither.
        GAMES.put("prisoners-dilemma", symmetric(3, 1, 4, 2));
        GAMES.put("stag-hunt", symmetric(4, 1, 3, 2));
        GAMES.put("assurance", symmetric(4, 1, 2, 3));
        GAMES.put("coordination", symmetric(4, 2, 1, 3));
        GAMES.put("mixed-harmony", symmetric(4, 3, 1, 2));
        GAMES.put("harmony", symmetric(4, 3, 2, 1));
        GAMES.put("no-conflict", symmetric(4, 2, 3, 1));
        GAMES.put("deadlock", symmetric(2, 1, 4, 3));
        GAMES.put("prisoners-delight", symmetric(1, 2, 4, 3));
        GAMES.put("hero", symmetric(1, 3, 4, 2));
        GAMES.put("battle", symmetric(2, 3, 4, 1));
        GAMES.put("chicken", symmetric(3, 2, 4, 1));
        // Games of the ablations.
        GAMES.put("battle-of-the-sexes", MatrixGame.of(2, 2, 1, 0, 0, 0, 0, 1, 2));
        GAMES.put("pure-coordination", MatrixGame.of(2, 2, 2, 0, 0, 0, 0, 1, 1));
        GAMES.put("reward-timing", MatrixGame.of(2, 2, .001, 0, 0, 0, 0, 1, 2));
        GAMES.put("reward-timing-penalty", MatrixGame.of(2, 2, .001, -5, 0, -5, 0, 1, 2));
        GAMES.put("hidden-query", MatrixGame.of(2, 4, 3, 2, 4, 3, 1, 1, 2));
        GAMES.put("matching-pennies", MatrixGame.of(2, 1, 0, 0, 1, 0, 1, 1, 0));
    }

    private MatrixGames() {}

    /** What the named games and the kinds of commitment are. */
    public static Guide guide() {
        return Guide.read(MatrixGames.class, "games.md");
    }

    private static MatrixGame symmetric(double both, double alone, double other, double neither) {
        return MatrixGame.of(2, both, both, alone, other, other, alone, neither, neither);
    }

    /** The game of a name; the map keeps the order of declaration. */
    public static Map<String, MatrixGame> all() {
        return java.util.Collections.unmodifiableMap(GAMES);
    }
}
