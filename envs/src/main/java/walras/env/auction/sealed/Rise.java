package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * How far a value rises above what a chance c makes of the values below it: the integral over x from a start to v of 1 -
 * c(x)/c(v), which is E[x | x below v under c] less the start. Only ratios of c are taken, so that no chance underflows.
 */
final class Rise {
    private static final int HALVINGS = 200;
    private static final GaussLegendre RULE = new GaussLegendre(16);
    private static final int GRADES = 20;
    private static final int NEAR = 3; // grades towards the right end, where ratios of a high power fall
    private static final double GRADE = 4;
    private static final double GONE = 40; // a share of exp(-40) is nothing beside 1

    private final double start;
    private final double startChance; // logarithm
    private final DoubleUnaryOperator logChance;
    private final double[] landmarks; // [landmarks] of the law

    /** @param logChance the logarithm of c, which never falls */
    Rise(ContinuousValues values, double start, DoubleUnaryOperator logChance) {
        this.start = start;
        this.startChance = logChance.applyAsDouble(start);
        this.logChance = logChance;
        this.landmarks = values.landmarks();
    }

    /** 0 where nobody is below. */
    double of(double value) {
        double own = logChance.applyAsDouble(value);
        return own == Double.NEGATIVE_INFINITY ? 0 : of(value, own);
    }

    /** The same where the logarithm of c(v) is known, and finite; where c(x) is nothing beside c(v), the length. */
    double of(double value, double own) {
        double from = start;
        double near = value;
        for (int k = 0; k < HALVINGS && startChance < own - GONE && near > Math.nextUp(from); k++) {
            double middle = from + (near - from) / 2;
            double left = own - logChance.applyAsDouble(middle);
            if (left > GONE) {
                from = middle;
            } else {
                near = middle;
            }
            if (left > GONE && left < 1.5 * GONE) {
                break;
            }
        }
        double sum = from - start;
        double[] ends = ends(from, value); // [panels + 1]
        Effort.spend(5L * RULE.count() * ends.length);
        for (int k = 0; k + 1 < ends.length; k++) {
            sum += RULE.integral(x -> -StrictMath.expm1(logChance.applyAsDouble(x) - own), ends[k], ends[k + 1]);
        }
        return sum;
    }

    /** Panels that shrink towards the left end, where the law may be singular, split where its mass is and near the right end. */
    private double[] ends(double from, double to) { // [panels + 1]
        double[] graded = new double[2 * GRADES]; // [grades]
        double width = to - from;
        for (int k = 0; k < GRADES; k++) {
            width /= GRADE;
            graded[k] = from + width;
            graded[GRADES + k] = k < NEAR ? to - width : from;
        }
        return DoubleStream.concat(
                        DoubleStream.of(from, to), DoubleStream.concat(Arrays.stream(graded), Arrays.stream(landmarks)))
                .filter(x -> x >= from && x <= to)
                .sorted()
                .distinct()
                .toArray();
    }
}
