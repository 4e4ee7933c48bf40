package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.stackelberg.response.TieRule;

/** Spec invariants 1, 2, 3, 4 (one-shot part) and 5. */
class MatrixOracleTest {

    private static MatrixGame game(String name) {
        return Objects.requireNonNull(MatrixGames.all().get(name));
    }

    private static MatrixOracle oracle(String name) {
        return new MatrixOracle(game(name), TieRule.FOR_LEADER);
    }

    // Invariant 1. Guards swapped players and wrong ties.
    @ParameterizedTest
    @CsvSource({"escape,15 10 30,1", "maintain,20 10 5,.666667", "commitment,1 2,.666667", "game-4,1 0,.333333"})
    void leaderValueByRow_namedGames_matchesSpec(String name, String values, double normalised) {
        double[] expected = java.util.Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        MatrixOracle oracle = oracle(name);
        double[] byRow = oracle.leaderValueByRow();
        assertArrayEquals(expected, byRow, 0);
        assertEquals(normalised, byRow[oracle.equilibriumRow()] / game(name).scale(), 1e-6);
    }

    // Invariant 2. Guards a program that forgets the follower's incentive.
    @ParameterizedTest
    @CsvSource({"escape,30,0 0 1,2", "maintain,27.5,.25 .75 0,0", "commitment,2.5,.5 .5,1", "game-4,1,1 0,1"})
    void mixedEquilibrium_namedGames_matchesSpec(String name, double value, String commitment, int column) {
        MixedEquilibrium mixed = oracle(name).mixedEquilibrium();
        double[] expected = java.util.Arrays.stream(commitment.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertEquals(value, mixed.leaderValue(), 1e-9);
        assertArrayEquals(expected, mixed.commitment(), 1e-9);
        assertEquals(column, mixed.column());
    }

    // Invariant 3.
    @ParameterizedTest
    @CsvSource({"escape,00 11 22", "maintain,11 22", "commitment,00"})
    void pureNash_namedGames_matchesSpec(String name, String cells) {
        String found = oracle(name).pureNash().stream()
                .map(cell -> "" + cell[0] + cell[1])
                .collect(java.util.stream.Collectors.joining(" "));
        assertEquals(cells, found);
    }

    // Invariant 4. The leak detector's own number.
    @ParameterizedTest
    @CsvSource({"escape,30", "maintain,30", "commitment,3", "game-4,1"})
    void phaseLeakValue_namedGames_matchesSpec(String name, double value) {
        assertEquals(value, oracle(name).phaseLeakValue());
    }

    // Of answers that tie, the one that the rule takes at the row that is taught counts, whatever another could leak.
    @ParameterizedTest
    @CsvSource({"FOR_LEADER, 3", "AGAINST_LEADER, 9", "FIRST, 3", "LAST, 9"})
    void phaseLeakValue_tiedAnswers_countsTheOneThatIsTaken(TieRule ties, double value) {
        MatrixGame game = new MatrixGame(2, 2, new double[] {3, 1, 0, 9}, new double[] {1, 1, 1, 0});
        assertEquals(value, new MatrixOracle(game, ties).phaseLeakValue());
    }

    // Invariant 5.
    @ParameterizedTest
    @CsvSource({"battle-of-the-sexes", "pure-coordination", "reward-timing", "reward-timing-penalty"})
    void equilibrium_ablationGames_isTwoAtFirstCell(String name) {
        MatrixOracle oracle = oracle(name);
        assertEquals(0, oracle.equilibriumRow());
        assertEquals(0, oracle.reply(0));
        assertEquals(2, oracle.leaderValueByRow()[0]);
    }

    // Escape's row 1 leaves the follower indifferent: the rules must part there and only there.
    @Test
    void reply_indifferentFollower_followsTheTieRule() {
        MatrixGame tied = MatrixGame.of(1, 1, 5, 3, 5, 2, 5, 9, 4);
        assertEquals(0, new MatrixOracle(tied, TieRule.FIRST).reply(0));
        assertEquals(2, new MatrixOracle(tied, TieRule.LAST).reply(0));
        assertEquals(1, new MatrixOracle(tied, TieRule.FOR_LEADER).reply(0));
        assertEquals(0, new MatrixOracle(tied, TieRule.AGAINST_LEADER).reply(0));
    }
}
