package walras.env.stackelberg.linear;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * An exact number.
 *
 * @param over numerator
 * @param under denominator, positive
 */
public record Fraction(BigInteger over, BigInteger under) implements Comparable<Fraction> {

    /** The decimal number that prints as this one does. */
    public static Fraction of(double number) {
        BigDecimal decimal = BigDecimal.valueOf(number);
        return decimal.scale() > 0
                ? new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
                : new Fraction(decimal.toBigIntegerExact(), BigInteger.ONE);
    }

    public Fraction plus(BigInteger number) {
        return new Fraction(over.add(number.multiply(under)), under);
    }

    public Fraction plus(Fraction other) {
        return new Fraction(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    public Fraction minus(Fraction other) {
        return plus(new Fraction(other.over.negate(), other.under));
    }

    public Fraction times(BigInteger number) {
        return new Fraction(over.multiply(number), under);
    }

    /** A number that is not 0 and not negative goes into this one so often. */
    public Fraction over(BigInteger number) {
        return new Fraction(over, under.multiply(number));
    }

    @Override
    public int compareTo(Fraction other) {
        return over.multiply(other.under).compareTo(other.over.multiply(under));
    }

    /** Rounded to 34 digits and then to a double. */
    public double real() {
        return new BigDecimal(over)
                .divide(new BigDecimal(under), MathContext.DECIMAL128)
                .doubleValue();
    }
}
