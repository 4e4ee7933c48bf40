package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeneratedWorldsTest {
    /** Specification section 2.6: every path of L keys is worth 0.8 x 0.99^(L-1) at its start, 0.78408 for three. */
    @ParameterizedTest
    @CsvSource({"linear, 3", "linear, 5", "ancestor, 2", "descendant, 2", "invariance, 2", "linear, 4"})
    void keyDoor_everyStructure_isWorthItsLength(String structure, int length) {
        for (boolean second : new boolean[] {false, true}) {
            GlobalMdp world = GeneratedWorlds.keyDoor(structure, length, second, 0.8);
            double worth = 0.8 * Math.pow(0.99, length - 1);
            assertEquals(worth, GlobalMdpOracle.solve(world, 0.99).vStar()[0], 1e-9);
            assertEquals(0.8, new EpisodeOracle(world, 10).optimalReturn(), 1e-9);
        }
    }

    /** The second task changes exactly one key per path; otherwise nothing would transfer, or nothing would have to. */
    @ParameterizedTest
    @CsvSource({"linear, 1", "ancestor, 2", "descendant, 2", "invariance, 2"})
    void keyDoor_secondTask_changesOneKeyOfEachPath(String structure, int changes) {
        int[] before = GlobalMdpOracle.solve(GeneratedWorlds.keyDoor(structure, 3, false, 0.8), 0.99)
                .policyStar();
        int[] after = GlobalMdpOracle.solve(GeneratedWorlds.keyDoor(structure, 3, true, 0.8), 0.99)
                .policyStar();
        int changed = 0;
        for (int room = 0; room < before.length; room++) {
            changed += before[room] != after[room] ? 1 : 0;
        }
        assertEquals(changes, changed);
    }

    /** Distance to the far corner decides the value. */
    @Test
    void grid_anyCell_isWorthItsDistance() {
        double[] v = GlobalMdpOracle.solve(GeneratedWorlds.grid(4, 3, 0.8, 0, false), 0.99)
                .vStar();
        assertEquals(0.8 * Math.pow(0.99, 4), v[0], 1e-9);
        assertEquals(0.8, v[2 * 4 + 2], 1e-9);
    }

    @Test
    void random_seed_namesTheWorld() {
        double[] one = GlobalMdpOracle.solve(GeneratedWorlds.random(1, 8, 3, 2, 0.1), 0.9)
                .qStar();
        double[] same = GlobalMdpOracle.solve(GeneratedWorlds.random(1, 8, 3, 2, 0.1), 0.9)
                .qStar();
        double[] other = GlobalMdpOracle.solve(GeneratedWorlds.random(2, 8, 3, 2, 0.1), 0.9)
                .qStar();
        assertArrayEquals(one, same, 0);
        assertNotEquals(one[0], other[0]);
    }
}
