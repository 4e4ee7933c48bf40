package walras.env;

/**
 * {@link StrictMath#cos} of the angles of one turn, to the last bit, without the array that a call of it allocates from
 * JDK 21 on, nor the call out of Java that it is before.
 *
 * <p>The method and its constants are those of fdlibm's {@code s_cos}, {@code k_cos}, {@code k_sin} and
 * {@code e_rem_pio2}, of which it is said: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Permission
 * to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
final class StrictCosine {
    private static final double TURN = 2 * Math.PI;

    /** Angles below are taken as they are, the others by what they differ from the nearest right angle. */
    private static final double ACUTE = 0x1.921fcp-1;

    /** Nearer to a right angle than this, four angles in a million, pi needs more bits: those are left to StrictMath. */
    private static final double REMAINDER_MIN = 0x1.0p-18;

    private static final double RIGHT_ANGLES = 0.6366197723675814; // in one unit of angle, 2 / pi
    private static final double RIGHT_ANGLE_HIGH = 1.5707963267341256; // 33 bits of pi / 2
    private static final double RIGHT_ANGLE_LOW = 6.077100506506192E-11;

    private static final double S1 = -0.16666666666666632;
    private static final double S2 = 0.00833333333332249;
    private static final double S3 = -1.984126982985795E-4;
    private static final double S4 = 2.7557313707070068E-6;
    private static final double S5 = -2.5050760253406863E-8;
    private static final double S6 = 1.58969099521155E-10;

    private static final double C1 = 0.0416666666666666;
    private static final double C2 = -0.001388888888887411;
    private static final double C3 = 2.480158728947673E-5;
    private static final double C4 = -2.7557314351390663E-7;
    private static final double C5 = 2.087572321298175E-9;
    private static final double C6 = -1.1359647557788195E-11;

    /** Below this, 1 - x^2 / 2 loses nothing; above, a quarter of x is taken off first, or this much at most. */
    private static final double SMALL = 0x1.33333p-2;

    private static final double WIDE = 0x1.90001p-1;
    private static final double TAKEN_MAX = 0.28125;

    private StrictCosine() {}

    /** The cosine of an angle of {@code [0, 2 pi]}; every bit as {@link StrictMath#cos} has it. */
    static double of(double angle) {
        if (!(angle >= 0 && angle <= TURN)) {
            return StrictMath.cos(angle);
        } else if (angle < ACUTE) {
            return cosine(angle, 0);
        }
        int quarters = (int) (angle * RIGHT_ANGLES + 0.5);
        double most = angle - quarters * RIGHT_ANGLE_HIGH;
        double taken = quarters * RIGHT_ANGLE_LOW;
        double high = most - taken;
        if (Math.abs(high) < REMAINDER_MIN) {
            return StrictMath.cos(angle);
        }
        double low = (most - high) - taken;
        return switch (quarters & 3) {
            case 0 -> cosine(high, low);
            case 1 -> -sine(high, low);
            case 2 -> -cosine(high, low);
            default -> sine(high, low);
        };
    }

    /** Of high + low, within an eighth of a turn. */
    private static double sine(double high, double low) {
        double square = high * high;
        double cube = square * high;
        double series = S2 + square * (S3 + square * (S4 + square * (S5 + square * S6)));
        return high - ((square * (0.5 * low - cube * series) - low) - cube * S1);
    }

    /** Of high + low, within an eighth of a turn. */
    private static double cosine(double high, double low) {
        double size = Math.abs(high);
        double square = high * high;
        double series = square * (C1 + square * (C2 + square * (C3 + square * (C4 + square * (C5 + square * C6)))));
        if (size < SMALL) {
            return 1 - (0.5 * square - (square * series - high * low));
        }
        double off = size >= WIDE ? TAKEN_MAX : quarter(size);
        double half = 0.5 * square - off;
        return (1 - off) - (half - (square * series - high * low));
    }

    /** A quarter of the upper half of the number's bits. */
    private static double quarter(double size) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(size) & 0xFFFF_FFFF_0000_0000L) / 4;
    }
}
