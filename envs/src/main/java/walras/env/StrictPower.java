package walras.env;

/**
 * {@link StrictMath#pow} to the last bit, without the 96 bytes that a call of it allocates on JDK 17.
 *
 * <p>The method and its constants are those of fdlibm's {@code e_pow}, of which it is said: Copyright (C) 2004 by Sun
 * Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute this software is freely
 * granted, provided that this notice is preserved.
 */
public final class StrictPower {
    /** Keeps the upper half of a double's bits: products of such numbers are exact. */
    private static final long UPPER = 0xFFFF_FFFF_0000_0000L;

    private static final long MANTISSA = 0x000F_FFFF_FFFF_FFFFL;
    private static final long ONE = 0x3FF0_0000_0000_0000L;
    private static final int BIAS = 1023;
    /** Mantissas from here on, about those of sqrt(3/2) and sqrt(3), are nearer to 3/2 and to 2 than to what lies below. */
    private static final long THREE_HALVES_FROM = 0x0003_988F_0000_0000L;

    private static final long TWO_FROM = 0x000B_B67A_0000_0000L;

    // (log(1 + s) - log(1 - s) - 2 s) / s in powers of s^2, times 3 / s^2.
    private static final double L1 = 0.5999999999999946;
    private static final double L2 = 0.4285714285785502;
    private static final double L3 = 0.33333332981837743;
    private static final double L4 = 0.272728123808534;
    private static final double L5 = 0.23066074577556175;
    private static final double L6 = 0.20697501780033842;

    // z (e^z + 1) / (e^z - 1) - 2 in powers of z^2.
    private static final double P1 = 0.16666666666666602;
    private static final double P2 = -0.0027777777777015593;
    private static final double P3 = 6.613756321437934e-05;
    private static final double P4 = -1.6533902205465252e-06;
    private static final double P5 = 4.1381367970572385e-08;

    private static final double LN2 = 0.6931471805599453;
    private static final double LN2_HIGH = 0.6931471824645996;
    private static final double LN2_LOW = -1.904654299957768e-09;

    private static final double TWO_THIRDS_LOG2_E = 0.9617966939259756;
    private static final double TWO_THIRDS_LOG2_E_HIGH = 0.9617967009544373;
    private static final double TWO_THIRDS_LOG2_E_LOW = -7.028461650952758e-09;

    private static final double LOG2_THREE_HALVES_HIGH = 0.5849624872207642;
    private static final double LOG2_THREE_HALVES_LOW = 1.350039202129749e-08;

    /** Exponents up to here stay whole numbers of steps of 2^-32 or more; larger ones are left to StrictMath. */
    private static final double EXPONENT_MAX = 0x1.0p31;
    /** Powers of two within these bounds are normal numbers, and so is whatever is near them. */
    private static final double POWER_MAX = 1020;
    /** Powers of two up to here are not reduced: 0.5 as its upper half sees it. */
    private static final double UNREDUCED = 0.5 + 0x1.0p-21;

    private StrictPower() {}

    /** {@code base} to the power of {@code exponent}; every bit, and every special case, as {@link StrictMath#pow} has it. */
    public static double of(double base, double exponent) {
        boolean ordinary = base >= Double.MIN_NORMAL
                && base <= Double.MAX_VALUE
                && Math.abs(exponent) < EXPONENT_MAX
                && !special(base, exponent);
        return ordinary ? ordinary(base, exponent) : StrictMath.pow(base, exponent);
    }

    /** What the method below would round otherwise; none of it allocates in StrictMath. */
    private static boolean special(double base, double exponent) {
        return base == 1 || exponent == 0 || exponent == 0.5 || exponent == 1 || exponent == -1 || exponent == 2;
    }

    /** log2(base) in two parts: with s = (x - c) / (x + c) and c = 1 or 3/2, {@code log2 x = log2 c + 2 (s + s^3 / 3 + ...) / ln 2}. */
    private static double ordinary(double base, double exponent) {
        long bits = Double.doubleToRawLongBits(base);
        long mantissa = bits & MANTISSA;
        boolean nearTwo = mantissa >= TWO_FROM;
        boolean nearThreeHalves = !nearTwo && mantissa >= THREE_HALVES_FROM;
        double whole = (bits >>> 52) - BIAS + (nearTwo ? 1 : 0);
        double x = Double.longBitsToDouble((mantissa | ONE) - (nearTwo ? MANTISSA + 1 : 0));
        double centre = nearThreeHalves ? 1.5 : 1;
        double logHigh = nearThreeHalves ? LOG2_THREE_HALVES_HIGH : 0;
        double logLow = nearThreeHalves ? LOG2_THREE_HALVES_LOW : 0;

        double difference = x - centre;
        double inverse = 1 / (x + centre);
        double s = difference * inverse;
        double sHigh = upper(s);
        double sumHigh = upperSum(x, nearThreeHalves);
        double sumLow = x - (sumHigh - centre);
        double sLow = inverse * ((difference - sHigh * sumHigh) - sHigh * sumLow);

        double square = s * s;
        double rest =
                square * square * (L1 + square * (L2 + square * (L3 + square * (L4 + square * (L5 + square * L6)))));
        rest += sLow * (sHigh + s);
        double squareHigh = sHigh * sHigh;
        double seriesHigh = upper(3 + squareHigh + rest);
        double seriesLow = rest - ((seriesHigh - 3) - squareHigh);
        double high = sHigh * seriesHigh;
        double low = sLow * seriesHigh + seriesLow * s;
        double productHigh = upper(high + low);
        double productLow = low - (productHigh - high);
        double scaledHigh = TWO_THIRDS_LOG2_E_HIGH * productHigh;
        double scaledLow = TWO_THIRDS_LOG2_E_LOW * productHigh + productLow * TWO_THIRDS_LOG2_E + logLow;
        double log2High = upper(((scaledHigh + scaledLow) + logHigh) + whole);
        double log2Low = scaledLow - (((log2High - whole) - logHigh) - scaledHigh);

        double exponentHigh = upper(exponent);
        double powerLow = (exponent - exponentHigh) * log2High + exponent * log2Low;
        double powerHigh = exponentHigh * log2High;
        boolean normal = Math.abs(powerLow + powerHigh) < POWER_MAX;
        return normal ? twoToThe(powerHigh, powerLow) : StrictMath.pow(base, exponent);
    }

    private static double upper(double value) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & UPPER);
    }

    /** x + 1 or x + 3/2 with the lower half of its bits 0, for x between 0.86 and 1.74. */
    private static double upperSum(double x, boolean nearThreeHalves) {
        long word = Double.doubleToRawLongBits(x) >>> 32;
        return Double.longBitsToDouble(
                ((word >> 1 | 0x2000_0000) + 0x0008_0000 + (nearThreeHalves ? 0x0004_0000 : 0)) << 32);
    }

    /** 2 to the power of high + low, whose sum has an absolute value below {@link #POWER_MAX}. */
    private static double twoToThe(double high, double low) {
        double power = low + high;
        int whole = 0;
        if (Math.abs(power) >= UNREDUCED) {
            whole = (int) (power + (power < 0 ? -0.5 : 0.5));
        }
        double reducedHigh = high - whole;
        double reduced = upper(low + reducedHigh);
        double logHigh = reduced * LN2_HIGH;
        double logLow = (low - (reduced - reducedHigh)) * LN2 + reduced * LN2_LOW;
        double z = logHigh + logLow;
        double lost = logLow - (z - logHigh);
        double square = z * z;
        double t = z - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
        double rest = (z * t) / (t - 2) - (lost + z * lost);
        double fraction = 1 - (rest - z);
        return Double.longBitsToDouble(Double.doubleToRawLongBits(fraction) + ((long) whole << 52));
    }
}
