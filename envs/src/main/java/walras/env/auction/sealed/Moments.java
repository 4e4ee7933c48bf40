package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;

/** Means of signals and of their order statistics. */
final class Moments {
    private Moments() {}

    static double mean(ValueDistribution values) {
        return values.low() + Expectation.over(x -> 1 - values.atMost(x), breaks(List.of(values), values.low()));
    }

    /** What the places bring if the highest signals get them: the mean of the rates times the ordered signals. */
    static double rankedMean(List<ValueDistribution> values, double[] rates) { // [places]
        ValueDistribution first = values.get(0);
        if (!first.discrete() && values.stream().allMatch(first::equals)) {
            return RankedOutcome.best(first, values.size(), rates);
        }
        double sure = values.stream().mapToDouble(ValueDistribution::low).min().orElse(0); // nobody's value is lower
        double places = Arrays.stream(rates).limit(values.size()).sum();
        return sure * places + rankedMean(values, rates, breaks(values, sure), ValueDistribution::atMost);
    }

    /**
     * The mean of the rates times the ordered positive parts of independent numbers.
     *
     * @param breaks ascending from 0 on: where a law has a jump or a kink, ends included
     * @param atMost the law of each number
     */
    static <T> double rankedMean(
            List<T> numbers, double[] rates, double[] breaks, ToDoubleBiFunction<T, Double> atMost) {
        double[] below = new double[numbers.size()]; // [numbers] scratch
        return Expectation.over(
                x -> {
                    for (int k = 0; k < below.length; k++) {
                        below[k] = k > 0 && numbers.get(k) == numbers.get(k - 1)
                                ? below[k - 1]
                                : atMost.applyAsDouble(numbers.get(k), x);
                    }
                    return PlaceOdds.filled(below, rates);
                },
                breaks);
    }

    private static double[] marks(ValueDistribution values) { // [marks]
        return values instanceof ContinuousValues continuous ? continuous.landmarks() : values.points();
    }

    private static double[] breaks(List<ValueDistribution> values, double from) { // [breaks]
        return DoubleStream.concat(
                        DoubleStream.of(from),
                        values.stream()
                                .distinct()
                                .flatMapToDouble(each -> DoubleStream.concat(
                                        DoubleStream.of(each.low(), each.high()), Arrays.stream(marks(each)))))
                .filter(x -> x >= from)
                .sorted()
                .distinct()
                .toArray();
    }
}
