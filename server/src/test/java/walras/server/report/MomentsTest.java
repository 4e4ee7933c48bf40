package walras.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MomentsTest {
    @Test
    void moments_knownNumbers_meanAndError() {
        Moments moments = new Moments();
        for (double value : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            moments.add(value);
        }
        assertEquals(5, moments.mean(), 1e-12);
        assertEquals(Math.sqrt(32.0 / 7), moments.deviation(), 1e-12);
        assertEquals(Math.sqrt(32.0 / 7 / 8), moments.standardError(), 1e-12);
    }

    @Test
    void moments_tooFew_areNaN() {
        Moments moments = new Moments();
        assertTrue(Double.isNaN(moments.mean()));
        moments.add(1);
        assertTrue(Double.isNaN(moments.standardError()));
    }

    // Guards the seam of the table and the expansion: both ends agree to a thousandth.
    @Test
    void studentQuantile_pastTheTable_isContinuous() {
        assertEquals(2.0395, Interval.studentQuantile(31), 2e-4);
        assertEquals(1.9840, Interval.studentQuantile(100), 1e-4);
        assertTrue(Double.isNaN(Interval.studentQuantile(0)));
    }
}
