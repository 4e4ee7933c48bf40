package walras.env.exchange.equilibrium;

/** Dense Gaussian elimination with partial pivoting, in place. */
final class LinearSystem {
    private LinearSystem() {}

    /**
     * Solves {@code matrix y = right}; the answer replaces {@code right}.
     *
     * @param matrix {@code [n, n]} with rows {@code stride} apart; overwritten
     * @param right {@code [n]}
     * @param row {@code [n]}, scratch
     * @return the sign of the determinant, or 0 when the matrix is singular to working precision
     */
    static int solve(double[] matrix, int n, int stride, double[] right, double[] row) {
        int sign = 1;
        for (int k = 0; k < n; k++) {
            int pivot = pivotRow(matrix, n, stride, k);
            double head = matrix[pivot * stride + k];
            if (!(Math.abs(head) > 0)) {
                return 0;
            }
            if (pivot != k) {
                swap(matrix, n, stride, k, pivot, right);
                sign = -sign;
            }
            sign = head < 0 ? -sign : sign;
            eliminate(matrix, n, stride, k, right, row);
        }
        for (int k = n - 1; k >= 0; k--) {
            double value = right[k];
            for (int j = k + 1; j < n; j++) {
                value -= matrix[k * stride + j] * right[j];
            }
            right[k] = value / matrix[k * stride + k];
        }
        return sign;
    }

    private static int pivotRow(double[] matrix /* [n, n] */, int n, int stride, int k) {
        int pivot = k;
        for (int i = k + 1; i < n; i++) {
            if (Math.abs(matrix[i * stride + k]) > Math.abs(matrix[pivot * stride + k])) {
                pivot = i;
            }
        }
        return pivot;
    }

    private static void swap(double[] matrix /* [n, n] */, int n, int stride, int a, int b, double[] right /* [n] */) {
        for (int j = 0; j < n; j++) {
            double held = matrix[a * stride + j];
            matrix[a * stride + j] = matrix[b * stride + j];
            matrix[b * stride + j] = held;
        }
        double held = right[a];
        right[a] = right[b];
        right[b] = held;
    }

    /** The pivot's row is copied: between two places of one array the compiler uses no vectors. */
    private static void eliminate(
            double[] matrix /* [n, n] */, int n, int stride, int k, double[] right /* [n] */, double[] row /* [n] */) {
        double head = matrix[k * stride + k];
        System.arraycopy(matrix, k * stride, row, 0, n);
        for (int i = k + 1; i < n; i++) {
            double factor = matrix[i * stride + k] / head;
            if (factor != 0) {
                int at = i * stride;
                for (int j = k + 1; j < n; j++) {
                    matrix[at + j] -= factor * row[j];
                }
                right[i] -= factor * right[k];
            }
        }
    }
}
