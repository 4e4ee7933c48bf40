package walras.env.stackelberg.design;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Spec invariant 16. */
class DesignOracleTest {
    private static final DesignGame GAME = new DesignGame(2, new double[] {3, 3, 6, 4, 4, 6, 2, 2}, 10);

    @Test
    void welfare_defaultGame_matchesSpec() {
        double[] welfare = {GAME.welfare(0), GAME.welfare(1), GAME.welfare(2), GAME.welfare(3)};
        assertArrayEquals(new double[] {1, 1.666667, 1.666667, .666667}, welfare, 5e-7);
    }

    @Test
    void nash_defaultGame_areTheTwoAsymmetricCells() {
        assertArrayEquals(new int[] {1, 2}, new DesignOracle(GAME).nash());
    }

    // Promises lie off the path only: nothing is ever paid.
    @Test
    void promises_ofTheFirstTarget_matchSpec() {
        DesignOracle oracle = new DesignOracle(GAME);
        assertEquals(1, oracle.target());
        assertArrayEquals(new double[] {1, 0, 0, 0, 0, 0, 0, 4}, oracle.promises(1), 0);
        assertEquals(10 / 6.0, oracle.value(), 1e-12);
    }

    // Guards a promise that is short of dominance: the limit on bonuses must be able to forbid the target.
    @Test
    void target_smallBonuses_isTheNextBestOrNone() {
        assertEquals(0, new DesignOracle(new DesignGame(2, GAME.base(), 3.9)).target());
        assertEquals(-1, new DesignOracle(new DesignGame(2, GAME.base(), .5)).target());
    }
}
