package walras.env.stackelberg.taxation.stationary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Solution;

/** Economies of the tests. */
final class Worlds {
    private Worlds() {}

    static String aiyagari(double sigma, double persistence, double std) {
        return "ability_grid=tauchen labour_disutility=0 tau=0 xi=0 consumption_tax=0 spending=0 debt_ratio=0 risk_aversion="
                + sigma + " ability_persistence=" + persistence + " ability_std=" + std;
    }

    /** Options written as {@code name=value} with spaces between. */
    static Options options(String words) {
        List<OptionSpec> specs = new ArrayList<>(StationaryOptions.specs());
        specs.add(OptionSpec.number("saving", .96, 0, .999, "", "s"));
        specs.add(OptionSpec.number("labour", 1.0 / 3, .001, .99, "", "x"));
        specs.add(OptionSpec.choice("followers", "stationary", List.of("stationary", "fixed"), "f"));
        Map<String, Object> values = new HashMap<>();
        for (String word : words.trim().split(" +", 0)) {
            if (!word.isEmpty()) {
                String[] pair = word.split("=", 2);
                values.put(pair[0], value(pair[1]));
            }
        }
        return OptionsSchema.of(specs.toArray(OptionSpec[]::new)).resolve(values);
    }

    private static Object value(String text) {
        if (text.startsWith("[[")) {
            return Arrays.stream(text.substring(1, text.length() - 1).split("(?<=\\]),"))
                    .map(Worlds::value)
                    .toList();
        }
        if (text.startsWith("[")) {
            return Arrays.stream(text.substring(1, text.length() - 1).split(","))
                    .map(Double::valueOf)
                    .toList();
        }
        if (text.matches("-?[0-9]+")) {
            return Long.valueOf(text);
        }
        return text.matches("-?[0-9.]+([eE].*)?") ? Double.valueOf(text) : text;
    }

    static Solution solve(String words) {
        Options options = options(words);
        boolean fixed = options.text("followers").equals("fixed");
        return StationaryOracle.solve(options, StationaryOptions.world(options), fixed, Solution.builder());
    }
}
