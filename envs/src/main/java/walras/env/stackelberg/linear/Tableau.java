package walras.env.stackelberg.linear;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A condensed simplex tableau of integers over one common denominator. Row {@code M} is the objective, column {@code N} the right-hand
 * side. Numbers are machine words while every one of them is below 2^31, so that a pivot cannot overflow; after that they are big.
 */
final class Tableau {
    private static final long WORD = 1L << 31;

    final int rows; // M
    final int columns; // N
    private final int width; // N + 1
    private long[] small; // [M + 1, N + 1], empty once numbers are big
    private BigInteger @Nullable [] big; // [M + 1, N + 1]
    private BigInteger denominator = BigInteger.ONE; // positive

    Tableau(LinearProgram program) {
        rows = program.rows();
        columns = program.variables();
        width = columns + 1;
        BigInteger[] all = new BigInteger[(rows + 1) * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(program.matrix()[i], 0, all, i * width, columns);
            all[i * width + columns] = program.bound()[i];
        }
        java.util.Arrays.fill(all, rows * width, all.length, BigInteger.ZERO);
        small = new long[0];
        big = all;
        shrink(all);
    }

    private void shrink(BigInteger[] all) {
        for (BigInteger number : all) {
            if (number.bitLength() > 31) {
                return;
            }
        }
        small = java.util.Arrays.stream(all)
                .mapToLong(BigInteger::longValueExact)
                .toArray();
        big = null;
    }

    BigInteger denominator() {
        return denominator;
    }

    int sign(int row, int column) {
        int at = row * width + column;
        return big == null ? Long.signum(small[at]) : big[at].signum();
    }

    BigInteger at(int row, int column) {
        int at = row * width + column;
        return big == null ? BigInteger.valueOf(small[at]) : big[at];
    }

    /** Compares {@code a / b} with {@code c / d} by magnitude, entries of the tableau. */
    int compareRatios(int rowA, int columnA, int rowB, int columnB, int rowC, int columnC, int rowD, int columnD) {
        if (big == null) {
            long left = small[rowA * width + columnA] * small[rowD * width + columnD];
            long right = small[rowC * width + columnC] * small[rowB * width + columnB];
            return Long.compare(Math.abs(left), Math.abs(right));
        }
        BigInteger left = at(rowA, columnA).multiply(at(rowD, columnD));
        return left.abs()
                .compareTo(at(rowC, columnC).multiply(at(rowB, columnB)).abs());
    }

    /** Writes an objective row. */
    void objective(BigInteger[] numbers) { // [N + 1]
        promote();
        BigInteger[] all = java.util.Objects.requireNonNull(big);
        System.arraycopy(numbers, 0, all, rows * width, width);
        shrink(all);
    }

    private void promote() {
        if (big == null) {
            big = java.util.Arrays.stream(small).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
            small = new long[0];
        }
    }

    /** Exchanges the basic variable of a row and the other one of a column. */
    void pivot(int row, int column) {
        if (big == null) {
            pivotSmall(row, column);
        } else {
            pivotBig(big, row, column);
        }
    }

    private void pivotSmall(int row, int column) {
        long pivot = small[row * width + column];
        long sign = Long.signum(pivot);
        long divisor = denominator.longValueExact() * sign; // the new denominator is positive
        long largest = Math.abs(pivot);
        for (int i = 0; i <= rows; i++) {
            long factor = small[i * width + column];
            for (int j = 0; j < width && i != row; j++) {
                int at = i * width + j;
                if (j != column) {
                    small[at] = (small[at] * pivot - factor * small[row * width + j]) / divisor;
                    largest = Math.max(largest, Math.abs(small[at]));
                } else {
                    small[at] = -factor * sign;
                }
            }
        }
        for (int j = 0; j < width; j++) {
            int at = row * width + j;
            small[at] = j == column ? denominator.longValueExact() * sign : small[at] * sign;
        }
        denominator = BigInteger.valueOf(Math.abs(pivot));
        if (largest >= WORD) {
            promote();
        }
    }

    private void pivotBig(BigInteger[] all, int row, int column) {
        BigInteger pivot = all[row * width + column];
        boolean negative = pivot.signum() < 0;
        BigInteger divisor = negative ? denominator.negate() : denominator;
        for (int i = 0; i <= rows; i++) {
            BigInteger factor = all[i * width + column];
            for (int j = 0; j < width && i != row; j++) {
                int at = i * width + j;
                if (j == column) {
                    all[at] = negative ? factor : factor.negate();
                } else {
                    BigInteger kept = all[at].signum() == 0 ? all[at] : all[at].multiply(pivot);
                    BigInteger gone = all[row * width + j];
                    boolean nothing = factor.signum() == 0 || gone.signum() == 0;
                    BigInteger next = nothing ? kept : kept.subtract(factor.multiply(gone));
                    all[at] = next.signum() == 0 ? next : next.divide(divisor);
                }
            }
        }
        for (int j = 0; j < width; j++) {
            int at = row * width + j;
            BigInteger number = j == column ? denominator : all[at];
            all[at] = negative ? number.negate() : number;
        }
        denominator = pivot.abs();
    }
}
