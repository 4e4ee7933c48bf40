package walras.env.stackelberg.newsvendor;

import walras.env.StateVisitor;

/**
 * OFUL's confidence ellipsoids for linear demand, one per row: {@code V = lambda I + sum x x'} with
 * {@code x = (1, -p)}, estimate {@code V^-1 sum x D} and radius
 * {@code beta = R sqrt(2 ln(det(V)^(1/2) det(lambda I)^(-1/2) / delta)) + sqrt(lambda) S} (Abbasi-Yadkori, Pal and
 * Szepesvari 2011).
 */
final class DemandEllipsoids {
    /** Sub-Gaussian scale R of the noise, bound S on |theta|, regularisation lambda, and failure probability delta. */
    record Confidence(double scale, double bound, double lambda, double delta) {}

    private static final int STATISTICS = 5;

    private final Confidence confidence;
    private final double chokeMax;
    private final double slopeMin;
    private final double[] statistics; // [B, (V00, V01, V11, b0, b1)]

    /** Demand is known to slope down by {@code slopeMin} at least and to be nothing from {@code chokeMax} on. */
    DemandEllipsoids(int rows, Confidence confidence, double chokeMax, double slopeMin) {
        this.confidence = confidence;
        this.chokeMax = chokeMax;
        this.slopeMin = slopeMin;
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
        return confidence.scale() * Math.sqrt(2 * StrictMath.log(growth / confidence.delta()))
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
     * The largest theta0 / theta1 over the part of the ellipsoid whose slope is at least slopeMin: an upper bound on
     * the price at which demand dies. Lines through the origin touch the ellipsoid where A k^2 - 2 B k + C = 0 with A
     * = theta1^2 - beta^2 W11, B = theta0 theta1 + beta^2 W01, C = theta0^2 - beta^2 W00, W the inverse of V; the
     * optimum is one of the two points of touch, or the end of the line theta1 = slopeMin. Without the bound on the
     * slope, prices that were posted too high would never come down: the ellipsoid around one price holds
     * upward-sloping demands for ever, which have no choke price.
     */
    double optimisticChokePrice(int row) {
        int at = row * STATISTICS;
        double det = determinant(at);
        double beta2 = radius(row) * radius(row);
        double theta0 = theta0(row);
        double theta1 = theta1(row);
        double a = theta1 * theta1 - beta2 * statistics[at] / det;
        double b = theta0 * theta1 + beta2 * statistics[at + 1] / det;
        double c = theta0 * theta0 - beta2 * statistics[at + 2] / det;
        double q = b + Math.copySign(Math.sqrt(Math.max(0, b * b - a * c)), b);
        double choke = Math.max(touch(row, q / a), touch(row, c / q));
        double room = roomAt(row, slopeMin);
        if (room >= 0 || choke == 0) {
            choke = Math.max(choke, interceptAt(row, slopeMin, Math.max(0, room)) / slopeMin);
        }
        return Math.max(0, Math.min(chokeMax, choke));
    }

    /** The choke price itself where the ellipsoid's best demand dies at it and is steep enough, else 0. */
    private double touch(int row, double choke) {
        boolean best = theta0(row) - choke * theta1(row) <= 0;
        return Double.isFinite(choke) && best && slopeAt(row, choke) >= slopeMin ? choke : 0;
    }

    /** The slope of the demand in the ellipsoid that is largest at a price. */
    private double slopeAt(int row, double price) {
        int at = row * STATISTICS;
        double gradient = (-statistics[at + 1] - price * statistics[at]) / determinant(at);
        return theta1(row) + radius(row) * gradient / width(row, price);
    }

    /** The discriminant of the intercepts of demands of that slope in the ellipsoid; negative if there are none. */
    private double roomAt(int row, double slope) {
        int at = row * STATISTICS;
        double off = slope - theta1(row);
        double cross = statistics[at + 1] * off;
        return cross * cross - statistics[at] * (statistics[at + 2] * off * off - radius(row) * radius(row));
    }

    private double interceptAt(int row, double slope, double room) {
        int at = row * STATISTICS;
        double cross = statistics[at + 1] * (slope - theta1(row));
        return theta0(row) + (Math.sqrt(room) - cross) / statistics[at];
    }

    /**
     * Writes the parts of optimistic demand to {@code parts[5 row ...]}: it is
     * {@code c0 - c1 p + sqrt(c2 + 2 c3 p + c4 p^2)} at a price p.
     */
    void optimisticDemand(int row, double[] parts) { // [B, 5]
        int at = row * STATISTICS;
        double scale = radius(row) * radius(row) / determinant(at);
        parts[at] = theta0(row);
        parts[at + 1] = theta1(row);
        parts[at + 2] = scale * statistics[at + 2];
        parts[at + 3] = scale * statistics[at + 1];
        parts[at + 4] = scale * statistics[at];
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".statistics", statistics);
    }
}
