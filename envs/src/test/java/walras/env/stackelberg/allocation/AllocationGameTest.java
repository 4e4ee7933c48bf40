package walras.env.stackelberg.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec invariant 13, the optimum: by enumeration of all commitments against best replies. */
class AllocationGameTest {

    @ParameterizedTest
    @CsvSource({"1,.333333333333", "2,.666666666667", "3,1"})
    void bestCommitment_enumerated_matchesSpec(int messages, double value) {
        AllocationGame game = new AllocationGame(3, messages);
        double best = 0;
        for (int commitment = 0; commitment < Math.pow(3, messages); commitment++) {
            double[] answers = new double[messages];
            for (int m = 0, digits = commitment; m < messages; m++, digits /= 3) {
                answers[m] = digits % 3;
            }
            best = Math.max(best, valueOf(game, answers));
        }
        assertEquals(value, best, 1e-9);
    }

    private static double valueOf(AllocationGame game, double[] answers) {
        double total = 0;
        for (int type = 0; type < 3; type++) {
            double served = 0;
            for (int message = 0; message < game.messages(); message++) {
                double[] outcome = new double[2];
                game.move(message, 0, type, message, answers, 0, outcome, 0);
                served = Math.max(served, outcome[0]);
            }
            total += game.prior()[type] * served;
        }
        return total;
    }
}
