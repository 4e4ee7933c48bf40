package walras.env.stackelberg.linear;

import java.math.BigInteger;

/**
 * Maximise {@code c.x} subject to {@code A x <= b, x >= 0}.
 *
 * @param matrix A {@code [M][N]}
 * @param bound b {@code [M]}
 * @param objective c {@code [N]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record LinearProgram(BigInteger[][] matrix, BigInteger[] bound, BigInteger[] objective) {

    public LinearProgram {
        for (BigInteger[] row : matrix) {
            if (row.length != objective.length) {
                throw new IllegalArgumentException(
                        "program: expected rows of " + objective.length + " numbers, got " + row.length);
            }
        }
        if (matrix.length != bound.length) {
            throw new IllegalArgumentException("program: expected " + matrix.length + " bounds, got " + bound.length);
        }
    }

    int rows() {
        return bound.length;
    }

    int variables() {
        return objective.length;
    }
}
