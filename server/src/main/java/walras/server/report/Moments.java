package walras.server.report;

/** Mean and spread of numbers as they come (Welford's recurrence). */
public final class Moments {
    private long count;
    private double mean;
    private double squares; // sum of squared distances from the mean

    public void add(double value) {
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
    }

    public long count() {
        return count;
    }

    /** NaN where nothing was added. */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Sample standard deviation; NaN of fewer than two numbers. */
    public double deviation() {
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
    }

    /** Standard error of the mean of independent numbers; NaN of fewer than two. */
    public double standardError() {
        return deviation() / Math.sqrt((double) count);
    }
}
