package walras.env.stackelberg.bayesian;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.env.Environment;

/** A menu that is not the best, or not worth what it says, must not be verified. */
class MenuCertificateTest {
    private static BayesianGame game() {
        Environment environment = new BayesianEnvironment();
        return BayesianOptions.game(environment.options().resolve(Map.of("messages", 2L, "commitment", "pure")));
    }

    @Test
    void verified_brokenSolvers_areFound() {
        BayesianGame game = game();
        PureCommitments pure = new PureCommitments(game);
        int[] best = pure.menu(); // [M]
        double value = pure.menuValue(best);
        assertTrue(MenuCertificate.of(game, best, value).verified());
        assertFalse(MenuCertificate.of(game, best, value + .01).verified());
        assertFalse(MenuCertificate.of(game, best, value - .01).verified());
        int worse = 0;
        for (int first = 0; first < game.rows(); first++) {
            int[] menu = {first, first};
            if (pure.menuValue(menu) < value - 1e-6) {
                worse++;
                assertFalse(MenuCertificate.of(game, menu, pure.menuValue(menu)).verified());
            }
        }
        assertTrue(worse > 0);
    }
}
