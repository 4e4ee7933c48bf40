package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Settings of auctions drawn over every format, law, dependence, reserve, fee, budget and scale. */
final class SealedBidDraw {
    private static final Set<String> WHOLE = Set.of("bidders", "units", "oracle_points");
    private static final Set<String> WORDS = Set.of("format", "distribution", "dependence");

    private final Random random;
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final int bidders;
    private final boolean mixed; // values that depend on others' signals
    private double low;
    private double high;

    SealedBidDraw(Random random) {
        this.random = random;
        this.bidders = chance(40) ? 64 : 2 + random.nextInt(chance(4) ? 20 : 4);
        this.mixed = random.nextInt(5) < 2;
    }

    /** Options as {@code name=number name=word name=1,2,3}. */
    static Map<String, Object> parsed(String text) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (String pair : text.split(" ", -1)) {
            String[] parts = pair.split("=", -1);
            Object value = WORDS.contains(parts[0])
                    ? parts[1]
                    : WHOLE.contains(parts[0])
                            ? (Object) Integer.valueOf(parts[1])
                            : parts[1].contains(",")
                                    ? Stream.of(parts[1].split(",", -1))
                                            .map(Double::valueOf)
                                            .toList()
                                    : Double.valueOf(parts[1]);
            options.put(parts[0], value);
        }
        return options;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private double between(double least, double most) { // even in the logarithm
        return Math.exp(random.nextDouble(Math.log(least), Math.log(most)));
    }

    private String word(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    Map<String, Object> options() {
        options.put("bidders", bidders);
        options.put("oracle_points", 2 + random.nextInt(40));
        String dependence = !mixed ? "private" : word(List.of("interdependent", "average", "mineral-rights"));
        options.put("dependence", dependence);
        String format = word(mixed ? List.of("first-price", "second-price", "all-pay") : Format.words());
        options.put("format", format);
        boolean positions = format.equals("generalised-second-price");
        String law = dependence.equals("mineral-rights")
                ? "uniform"
                : positions && !chance(4) ? "fixed" : word(SignalLaws.words().subList(0, mixed ? 4 : 6));
        options.put("distribution", law);
        law(law);
        if (dependence.equals("interdependent")) {
            options.put("gamma", random.nextDouble(0, bidders - 1));
        } else if (dependence.equals("mineral-rights")) {
            options.put(
                    "noise", Math.max(1e-9, (high - low) * (chance(2) ? random.nextDouble(.5) : between(1e-6, .5))));
        }
        if (!mixed || chance(20)) {
            rules(format);
        }
        return options;
    }

    private void law(String law) {
        double scale = chance(3) ? 1 : between(1e-6, 1e6);
        low = chance(2) ? 0 : scale * random.nextDouble(chance(3) ? 1000 : 3);
        high = low + scale;
        switch (law) {
            case "discrete" -> grid(scale);
            case "fixed" -> {
                List<Double> values = numbers(() -> scale * (chance(5) ? 1 : random.nextDouble()), bidders);
                options.put("valuations", values);
                low = 0;
                high = Collections.max(values);
            }
            default -> {
                options.put("value_low", low);
                options.put("value_high", high);
                if (!mixed && chance(8)) {
                    double spread = chance(3) ? 1 : .1;
                    options.put("value_high", numbers(() -> high + scale * random.nextDouble(spread), bidders));
                }
                shape(law, scale);
            }
        }
    }

    private void shape(String law, double scale) {
        if (law.equals("power")) {
            options.put("power", chance(3) ? random.nextDouble(.5, 4) : between(.01, 1000));
        } else if (law.equals("truncated-exponential")) {
            double rate = chance(2) ? random.nextDouble(.5, 4) / scale : between(1e-6, 1000);
            options.put("rate", Math.min(1000, Math.max(1e-6, rate)));
        } else if (law.equals("truncated-lognormal")) {
            double mean = chance(2) ? Math.log(low + scale / 2) : random.nextDouble(-20, 20);
            options.put("log_mean", mean);
            options.put("log_std", chance(2) ? random.nextDouble(.2, 2) : between(.01, 20));
        }
    }

    private void grid(double scale) {
        double first = chance(2) ? 0 : scale * random.nextDouble();
        double[] points = new double[1 + random.nextInt(chance(10) ? 60 : 6)]; // [points]
        for (int k = 0; k < points.length; k++) {
            points[k] = k == 0 ? first : points[k - 1] + scale * between(1e-3, 1);
        }
        options.put("value_grid", Arrays.stream(points).boxed().toList());
        if (chance(2)) {
            options.put(
                    "value_weights",
                    numbers(() -> chance(3) ? between(1e-9, 1) : random.nextDouble(.1, 1), points.length));
        }
        high = points[points.length - 1];
    }

    private interface Drawn {
        double next();
    }

    private static List<Double> numbers(Drawn number, int count) {
        return Stream.generate(number::next).limit(count).toList();
    }

    private void rules(String format) {
        if (!format.equals("second-price") && !format.equals("all-pay") && chance(2)) {
            places(format);
        }
        if (chance(3)) {
            options.put(
                    "reserve", chance(3) ? high * random.nextDouble(1.2) : low + (high - low) * random.nextDouble());
        }
        if (chance(4)) {
            options.put("entry_fee", (high - low) * (chance(3) ? between(1e-6, 1) : random.nextDouble(.3)));
        }
        if (chance(4)) {
            options.put("budget", chance(3) ? numbers(this::budget, bidders) : (Object) budget());
        }
        if (chance(3)) {
            options.put("risk_aversion", random.nextDouble(chance(3) ? .99 : .5));
        }
        if (chance(10)) {
            options.put("tie_rule", word(List.of("lowest-index", "highest-index")));
        }
        if (chance(15)) {
            options.put("information", "complete");
        }
        if (chance(15)) {
            options.put("approximate", true);
        }
    }

    private double budget() {
        return low + (high - low) * random.nextDouble(1.2);
    }

    private void places(String format) {
        if (format.equals("uniform-price") || chance(2)) {
            options.put("units", 1 + random.nextInt(chance(10) ? 64 : 4));
            return;
        }
        List<Double> rates = new ArrayList<>();
        double rate = between(.01, 100);
        for (int k = random.nextInt(5); k >= 0; k--) {
            rates.add(rate);
            rate *= random.nextDouble(.1, 1);
        }
        options.put("click_rates", rates);
    }
}
