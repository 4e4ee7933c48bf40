package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import walras.env.NumberArray;
import walras.env.Options;
import walras.env.Problem;

/** Reads the laws of signals from options. */
final class SignalLaws {
    static final String UNIFORM = "uniform";
    private static final String POWER = "power";
    private static final String EXPONENTIAL = "truncated-exponential";
    private static final String LOGNORMAL = "truncated-lognormal";
    private static final String DISCRETE = "discrete";
    private static final String FIXED = "fixed";
    private static final double WIDTH_LEAST = 1e-9; // of a support
    private static final double SHARE_LEAST = 9e-7; // beside its upper end: in less, doubles have no digits of the law

    private static final double STUCK_MOST =
            1e-10; // of a law's mass within one unit in the last place of its lower end

    private final Options options;
    private final int bidders;
    private final String law;

    SignalLaws(Options options) {
        this.options = options;
        this.bidders = options.integer("bidders");
        this.law = options.text("distribution");
        requireOnly(DISCRETE, "value_grid");
        requireOnly(DISCRETE, "value_weights");
        requireOnly(FIXED, "valuations");
    }

    static List<String> words() {
        return List.of(UNIFORM, POWER, EXPONENTIAL, LOGNORMAL, DISCRETE, FIXED);
    }

    private void requireOnly(String wanted, String option) {
        if (options.has(option) && !law.equals(wanted)) {
            throw Problem.option(option, "distribution " + wanted, law, "");
        }
    }

    /** One law per bidder. */
    List<ValueDistribution> read() {
        return switch (law) {
            case DISCRETE -> Collections.nCopies(bidders, grid());
            case FIXED -> fixed();
            default -> continuous();
        };
    }

    private ValueDistribution grid() {
        double[] points = given("value_grid").values(); // [points]
        double[] weights = options.array("value_weights")
                .map(NumberArray::values)
                .orElseGet(() -> ones(points.length)); // [points]
        if (weights.length != points.length) {
            throw Problem.option(
                    "value_weights", points.length + " weights, one per point of value_grid", weights.length);
        }
        for (int k = 1; k < points.length; k++) {
            if (points[k] <= points[k - 1]) {
                throw Problem.option("value_grid", "values that rise", Arrays.toString(points));
            }
        }
        double sum = Arrays.stream(weights).sum();
        return new DiscreteValues(
                points, Arrays.stream(weights).map(w -> w / sum).toArray());
    }

    private static double[] ones(int count) { // [count]
        double[] all = new double[count]; // [count]
        Arrays.fill(all, 1);
        return all;
    }

    private NumberArray given(String option) {
        return options.array(option)
                .orElseThrow(() -> Problem.option(option, "an array, for distribution " + law, "nothing"));
    }

    private List<ValueDistribution> fixed() {
        double[] values = given("valuations").values(); // [bidders]
        if (values.length != bidders) {
            throw Problem.option("valuations", bidders + " values, one per bidder", values.length);
        }
        return Arrays.stream(values)
                .mapToObj(value -> (ValueDistribution) DiscreteValues.known(value))
                .toList();
    }

    private List<ValueDistribution> continuous() {
        double[] low = perBidder(options, "value_low"); // [bidders]
        double[] high = perBidder(options, "value_high"); // [bidders]
        List<ValueDistribution> laws = new ArrayList<>();
        for (int i = 0; i < bidders; i++) {
            double least = Math.max(WIDTH_LEAST, SHARE_LEAST * high[i]);
            if (high[i] - low[i] < least) {
                throw Problem.option(
                        "value_high",
                        "more than value_low " + low[i] + ", by " + least + " or more",
                        high[i],
                        low[i] + 2 * least);
            }
            laws.add(continuous(low[i], high[i]));
        }
        return laws;
    }

    private ContinuousValues continuous(double low, double high) {
        ContinuousValues made =
                switch (law) {
                    case POWER -> new ContinuousValues.Power(low, high, options.number("power"));
                    case EXPONENTIAL -> new ContinuousValues.Exponential(low, high, options.number("rate"));
                    case LOGNORMAL ->
                        new ContinuousValues.Lognormal(
                                low, high, options.number("log_mean"), options.number("log_std"));
                    default -> new ContinuousValues.Power(low, high, 1);
                };
        double middle = made.atMost((low + high) / 2);
        if (!Double.isFinite(middle)) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_OPTION",
                    "option distribution",
                    "a law with some mass between value_low and value_high",
                    law,
                    UNIFORM);
        }
        requireDigits(made);
        return made;
    }

    /** A law that rises steeply from an end other than 0 has much of its mass between two doubles. */
    private void requireDigits(ContinuousValues values) {
        double low = values.low();
        double stuck = values.atMost(Math.nextUp(low));
        double even = (Math.nextUp(low) - low) / (values.high() - low); // of the uniform law
        if (low == 0 || stuck <= STUCK_MOST || stuck <= 4 * even) {
            return;
        } else if (!law.equals(POWER)) {
            String expected = "a law with less than " + STUCK_MOST + " of its mass beside value_low " + low;
            throw Problem.of(Problem.Kind.INVALID, "BAD_OPTION", "option distribution", expected, law, UNIFORM);
        }
        double least = Math.min(1, Math.ceil(1e3 * Math.log(STUCK_MOST) / Math.log(even)) / 1e3);
        throw Problem.of(
                Problem.Kind.INVALID,
                "BAD_OPTION",
                "option power",
                least + " or more with value_low " + low + ", near which doubles have no digits of less",
                String.valueOf(options.number("power")),
                String.valueOf(least));
    }

    /** A number for all bidders, or one for each. */
    static double[] perBidder(Options options, String option) { // [bidders]
        int bidders = options.integer("bidders");
        NumberArray array = options.array(option).orElseThrow();
        double[] values = array.values(); // [1] or [bidders]
        if (array.rank() == 1 && values.length != bidders) {
            throw Problem.option(option, "one number, or one for each of " + bidders + " bidders", values.length);
        }
        if (array.rank() == 1) {
            return values;
        }
        double[] all = new double[bidders]; // [bidders]
        Arrays.fill(all, values[0]);
        return all;
    }
}
