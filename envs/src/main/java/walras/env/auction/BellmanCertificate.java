package walras.env.auction;

import java.math.BigDecimal;
import java.math.MathContext;
import walras.env.Interruption;

/**
 * Whether an answer is optimal, from the answer and the world alone: what one more step of choosing well would change, to 50 digits, and what that can add up to. Shares no code with any
 * solver.
 *
 * @param residual the largest |best of reward + discount * value of what follows - value| of a state
 * @param errorBound how far values can be from the truth; NaN without a discount, where {@link EndingCertificate} decides
 * @param scale the largest value
 * @param verified whether values are right to 1e-9 of the scale, tables agree, and the policy takes best primitives
 */
record BellmanCertificate(double residual, double errorBound, double scale, boolean verified) {
    private static final MathContext DIGITS = new MathContext(50);
    private static final double ERROR_MAX = 1e-9;
    /** What tables may differ by where they say the same: their rounding, and that of sweeps. */
    private static final double ROUNDING = 1e-12;
    /** What rounding in the digits beyond a double leaves. */
    private static final double UNDISCOUNTED_MAX = 1e-20;

    /** Looks at an answer. */
    static BellmanCertificate of(GlobalMdp world, double discount, GlobalMdpOracle answer) {
        double scale = 0;
        for (double value : answer.qStar()) {
            if (!Double.isFinite(value)) {
                return new BellmanCertificate(Double.NaN, Double.NaN, Double.NaN, false);
            }
            scale = Math.max(scale, Math.abs(value));
        }
        Reader reader = new Reader(world, discount, answer, ROUNDING * scale);
        double residual = 0;
        for (int state = 0; state < world.states(); state++) {
            residual = Math.max(residual, reader.read(state));
        }
        double bound = discount < 1 ? residual / (1 - discount) : Double.NaN;
        boolean right = discount < 1
                ? bound <= ERROR_MAX * scale
                : residual <= UNDISCOUNTED_MAX * scale && EndingCertificate.holds(world, answer);
        return new BellmanCertificate(residual, bound, scale, reader.agrees && right);
    }

    /** Reads an answer state by state. */
    private static final class Reader {
        private final GlobalMdp world;
        private final GlobalMdpOracle answer;
        private final double rounding;
        private final BigDecimal weight;
        private final BigDecimal[] values; // [S]
        private boolean agrees = true;

        Reader(GlobalMdp world, double discount, GlobalMdpOracle answer, double rounding) {
            this.world = world;
            this.answer = answer;
            this.rounding = rounding;
            weight = new BigDecimal(discount);
            values = new BigDecimal[world.states()];
            for (int state = 0; state < values.length; state++) {
                BigDecimal rest = new BigDecimal(answer.vRest()[state], DIGITS);
                values[state] = new BigDecimal(answer.vStar()[state], DIGITS).add(rest, DIGITS);
            }
        }

        /** The residual of a state. */
        double read(int state) {
            Interruption.check("a certificate of optimal values");
            double value = answer.vStar()[state];
            if (world.terminal(state)) {
                agrees &= value == 0 && values[state].signum() == 0;
            }
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < world.primitives(); i++) {
                double q = answer.qStar()[state * world.primitives() + i];
                double gain = world.terminal(state) ? 0 : gain(state, i);
                most = Math.max(most, gain);
                agrees &= Math.abs(value + gain - q) <= rounding;
                agrees &= q <= value;
            }
            int chosen = answer.policyStar()[state];
            agrees &= chosen >= 0 && chosen < world.primitives();
            agrees &= agrees && answer.qStar()[state * world.primitives() + chosen] >= value - rounding;
            return Math.abs(most);
        }

        /** What a primitive and the values after it bring above the state's value. */
        private double gain(int state, int primitive) {
            int pair = state * world.primitives() + primitive;
            BigDecimal here = values[state];
            BigDecimal later = BigDecimal.ZERO;
            for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
                BigDecimal more = values[world.next(outcome)].subtract(here, DIGITS);
                double chance = world.chance(outcome);
                later = later.add(chance == 1 ? more : more.multiply(new BigDecimal(chance), DIGITS), DIGITS);
            }
            return weight.multiply(later.add(here, DIGITS), DIGITS)
                    .add(new BigDecimal(world.reward(state, primitive)), DIGITS)
                    .subtract(here, DIGITS)
                    .doubleValue();
        }
    }
}
