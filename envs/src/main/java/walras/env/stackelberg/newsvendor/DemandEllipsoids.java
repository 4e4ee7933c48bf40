package walras.env.stackelberg.newsvendor;

/**
 * OFUL's confidence ellipsoids for linear demand, one per row: {@code V = lambda I + sum x x'} with {@code x = (1, -p)},
 * estimate {@code V^-1 sum x D} and radius
 * {@code beta = R sqrt(2 ln(det(V)^(1/2) det(lambda I)^(-1/2) / delta)) + sqrt(lambda) S}
 * (Abbasi-Yadkori, Pal and Szepesvari 2011).
 */
final class DemandEllipsoids {
    /** Sub-Gaussian scale R of the noise, bound S on |theta|, regularisation lambda, and failure probability delta. */
    record Confidence(double scale, double bound, double lambda, double delta) {}

    private static final int STATISTICS = 5;

    private final Confidence confidence;
    private final double chokeMax;
    private final double[] statistics; // [B, (V00, V01, V11, b0, b1)]

    /** {@code chokeMax} caps the optimistic choke price, which an ellipsoid that admits flat demand leaves unbounded. */
    DemandEllipsoids(int rows, Confidence confidence, double chokeMax) {
        this.confidence = confidence;
        this.chokeMax = chokeMax;
        this.statistics = new double[rows * STATISTICS];
        for (int row = 0; row < rows; row++) {
            reset(row);
        }
    }

    void reset(int row) {
        int at = row * STATISTICS;
        statistics[at] = confidence.lambda();
        statistics[at + 1] = 0;
        statistics[at + 2] = confidence.lambda();
        statistics[at + 3] = 0;
        statistics[at + 4] = 0;
    }

    void observe(int row, double price, double demand) {
        int at = row * STATISTICS;
        statistics[at] += 1;
        statistics[at + 1] -= price;
        statistics[at + 2] += price * price;
        statistics[at + 3] += demand;
        statistics[at + 4] -= price * demand;
    }

    private double determinant(int at) {
        return statistics[at] * statistics[at + 2] - statistics[at + 1] * statistics[at + 1];
    }

    double theta0(int row) {
        int at = row * STATISTICS;
        return (statistics[at + 2] * statistics[at + 3] - statistics[at + 1] * statistics[at + 4]) / determinant(at);
    }

    double theta1(int row) {
        int at = row * STATISTICS;
        return (statistics[at] * statistics[at + 4] - statistics[at + 1] * statistics[at + 3]) / determinant(at);
    }

    double radius(int row) {
        double growth = Math.sqrt(determinant(row * STATISTICS)) / confidence.lambda();
        return confidence.scale() * Math.sqrt(2 * Math.log(growth / confidence.delta()))
                + Math.sqrt(confidence.lambda()) * confidence.bound();
    }

    /** The width {@code |(1, -p)|} in the norm of the inverse of V. */
    double width(int row, double price) {
        int at = row * STATISTICS;
        double quadratic = statistics[at + 2] + 2 * price * statistics[at + 1] + price * price * statistics[at];
        return Math.sqrt(quadratic / determinant(at));
    }

    /** The largest mean demand at a price over the ellipsoid. */
    double optimisticDemand(int row, double price) {
        return theta0(row) - price * theta1(row) + radius(row) * width(row, price);
    }

    /*
     * The largest k with (1, -k) theta + beta |(1, -k)| >= 0. Where k theta1 > theta0 the condition squares to
     * A k^2 - 2 B k + C <= 0 with A = theta1^2 - beta^2 W11, B = theta0 theta1 - beta^2 W01, C = theta0^2 - beta^2 W00,
     * W the inverse of V with the sign of its off-diagonal turned (x = (1, -k)). A <= 0 says that the ellipsoid holds
     * flat demand: the choke price is unbounded and the cap applies.
     */
    double optimisticChokePrice(int row) {
        int at = row * STATISTICS;
        double det = determinant(at);
        double beta2 = radius(row) * radius(row);
        double theta0 = theta0(row);
        double theta1 = theta1(row);
        double a = theta1 * theta1 - beta2 * statistics[at] / det;
        if (a <= 0 || theta1 <= 0) {
            return chokeMax;
        }
        double b = theta0 * theta1 + beta2 * statistics[at + 1] / det;
        double c = theta0 * theta0 - beta2 * statistics[at + 2] / det;
        double root = (b + Math.sqrt(Math.max(0, b * b - a * c))) / a;
        return Math.max(0, Math.min(chokeMax, root));
    }

    /** The sufficient statistics `[B, 5]` themselves, for snapshots. */
    double[] statistics() {
        return statistics;
    }
}
