package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists every draw of a model whose uniform numbers only decide coins, by feeding it each combination of them. Models with real-valued
 * draws have none.
 */
final class ScenarioList {
    private ScenarioList() {}

    /** Fair coins that a setting's draws take, 0 where values are no coins. */
    private static int coins(String setting) {
        return switch (setting) {
            case "two-worlds" -> 11;
            case "id" -> 6;
            case "p1" -> 2;
            case "p2" -> 3;
            case "p3", "p4" -> 4;
            default -> 0;
        };
    }

    /** The scenarios of a setting of identical items, values divided by the largest; empty where there are too many. */
    static Optional<Scenarios> of(String setting, BuyerModel model) {
        int coins = coins(setting);
        if (coins == 0) {
            return Optional.empty();
        }
        Map<List<Double>, Double> weights = new LinkedHashMap<>();
        double[] values = new double[model.buyers()];
        for (int draw = 0; draw < 1 << coins; draw++) {
            int bits = draw;
            model.draw().values(index -> ((bits >> index) & 1) == 0 ? 0 : .75, values, 0);
            List<Double> key =
                    Arrays.stream(values).map(v -> v / model.largest()).boxed().toList();
            weights.merge(key, Math.scalb(1.0, -coins), Double::sum);
        }
        double[][] draws = weights.keySet().stream()
                .map(key -> key.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
        double[] weight =
                weights.values().stream().mapToDouble(Double::doubleValue).toArray();
        return Optional.of(new Scenarios(model.units()[0], draws, weight));
    }

    /** Whether a setting's buyers are alike, so that the order of visits does not matter. */
    static boolean exchangeable(String setting) {
        return setting.equals("two-worlds") || setting.equals("p1") || setting.equals("p2");
    }
}
