package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec invariants 4 (repeated part) and 6. */
class RepeatedMatrixOracleTest {

    private static RepeatedMatrixOracle oracle(String name, int rounds) {
        return new RepeatedMatrixOracle(Objects.requireNonNull(MatrixGames.all().get(name)), rounds);
    }

    // Invariant 4: the class of follower strategies moves the value, and so does a leak.
    @Test
    void values_fiveRoundDilemma_dependOnTheFollowersClass() {
        RepeatedMatrixOracle oracle = oracle("prisoners-dilemma", 5);
        assertEquals(16, oracle.stationary().leaderValue());
        assertEquals(20, oracle.stationaryLeakValue());
        assertEquals(14, oracle.finiteHorizonValue());
        assertEquals(18, oracle.finiteHorizonLeakValue());
    }

    // Invariant 6.
    @ParameterizedTest
    @CsvSource({
        "prisoners-dilemma,10,31,28",
        "stag-hunt,10,40,40",
        "assurance,10,40,40",
        "coordination,10,40,40",
        "mixed-harmony,10,40,40",
        "harmony,10,40,40",
        "no-conflict,10,40,40",
        "deadlock,10,30,NaN",
        "prisoners-delight,10,30,NaN",
        "hero,10,40,30",
        "battle,10,40,30",
        "chicken,10,40,20",
        "prisoners-dilemma,5,16,13",
        "hidden-query,5,20,15"
    })
    void stationary_namedGames_matchesSpec(String name, int rounds, double leader, double follower) {
        RepeatedMatrixOracle.Solution solution = oracle(name, rounds).stationary();
        assertEquals(leader, solution.leaderValue());
        if (!Double.isNaN(follower)) {
            assertEquals(follower, solution.followerValue());
        }
    }

    // Invariant 6: an offset per step moves the total and nothing else.
    @Test
    void stationary_shiftedDilemma_movesByTheOffset() {
        MatrixGame dilemma = Objects.requireNonNull(MatrixGames.all().get("prisoners-dilemma"));
        assertEquals(
                6,
                new RepeatedMatrixOracle(dilemma.shifted(-2.5), 10).stationary().leaderValue());
        assertEquals(
                -4,
                new RepeatedMatrixOracle(dilemma.shifted(-4), 5).stationary().leaderValue());
    }
}
