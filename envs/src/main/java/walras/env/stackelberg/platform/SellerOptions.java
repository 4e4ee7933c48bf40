package walras.env.stackelberg.platform;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;

/** The options that say how many sellers there are and in what they differ. */
final class SellerOptions {
    private static final int FEWEST = 2;
    private static final int MOST = 6;

    static List<OptionSpec> specs() {
        return List.of(
                OptionSpec.integer(
                        "sellers",
                        2,
                        FEWEST,
                        MOST,
                        "sellers",
                        "How many sellers; price_levels^sellers is at most " + Profiles.MOST + "."),
                OptionSpec.array(
                        "qualities",
                        1,
                        1,
                        -100,
                        100,
                        PlatformEconomy.UNIT_PRICE,
                        "Each seller's quality; `quality` for all if not given."),
                OptionSpec.array(
                        "costs",
                        1,
                        1,
                        0,
                        100,
                        PlatformEconomy.UNIT_PRICE,
                        "Each seller's mean marginal cost; `cost` for all if not given."),
                OptionSpec.array(
                        "nests", 1, 1, 0, MOST - 1, "", "Each seller's nest, a whole number; all 0 if not given."),
                OptionSpec.array(
                        "dissimilarity",
                        1,
                        1,
                        0,
                        1,
                        "",
                        "Each nest's dissimilarity of goods, above 0; 1 if not given, which is plain logit."));
    }

    private final Options options;
    private final int sellers;

    SellerOptions(Options options) {
        this.options = options;
        this.sellers = options.integer("sellers");
        int levels = options.integer("price_levels");
        if (Math.pow(levels, sellers) > Profiles.MOST) {
            int most = IntStream.rangeClosed(2, levels)
                    .filter(each -> Math.pow(each, sellers) <= Profiles.MOST)
                    .max()
                    .orElseThrow();
            throw Problem.option(
                    "price_levels",
                    "at most " + most + " for " + sellers + " sellers (" + Profiles.MOST + " price profiles)",
                    levels,
                    most);
        }
    }

    int count() {
        return sellers;
    }

    /** Price profiles. */
    long profiles() {
        return (long) Math.pow(options.integer("price_levels"), sellers);
    }

    /** Numbers that the sellers of one row learn. */
    long tableEntries() {
        return sellers * profiles() * options.integer("price_levels");
    }

    LogitMarket market() {
        int[] nests = nests(); // [seller]
        return new LogitMarket(
                perSeller("qualities", options.number("quality")),
                nests,
                dissimilarities(1 + Arrays.stream(nests).max().orElseThrow()),
                options.number("outside_quality"),
                options.number("mu"));
    }

    double[] costs() { // [seller]
        return perSeller("costs", options.number("cost"));
    }

    private double[] perSeller(String name, double common) { // [seller]
        return values(name, sellers, "one number per seller", common);
    }

    private int[] nests() { // [seller]
        double[] nests = perSeller("nests", 0);
        for (double nest : nests) {
            if (nest != Math.rint(nest)) {
                throw Problem.option("nests", "whole numbers", nest);
            }
        }
        return Arrays.stream(nests).mapToInt(nest -> (int) nest).toArray();
    }

    private double[] dissimilarities(int nests) { // [nest]
        double[] values = values("dissimilarity", nests, "one number per nest", 1);
        for (double value : values) {
            if (value == 0) {
                throw Problem.option("dissimilarity", "numbers above 0", value);
            }
        }
        return values;
    }

    private double[] values(String name, int length, String what, double common) { // [length]
        double[] values = options.array(name).map(given -> given.values()).orElseGet(() -> IntStream.range(0, length)
                .mapToDouble(i -> common)
                .toArray());
        if (values.length != length) {
            throw Problem.option(name, what + ", " + length, values.length + " numbers");
        }
        return values;
    }
}
