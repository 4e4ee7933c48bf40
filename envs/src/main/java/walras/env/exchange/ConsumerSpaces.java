package walras.env.exchange;

import java.util.List;
import walras.env.DType;
import walras.env.Space;
import walras.env.TensorSpec;

/** The tensors by which consumers see and act, shared by both environments. */
final class ConsumerSpaces {
    static final String GROUP = "consumers";

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private ConsumerSpaces() {}

    /** What consumers say in this mode; the bounds are those of one agent. */
    static List<TensorSpec> actions(MarketMode mode, int goods, double weightMax, double quantityMax) {
        TensorSpec bundle = new TensorSpec(
                "bundle", box(0, quantityMax, goods), "goods", "Quantities wanted; paid for as far as income reaches.");
        return switch (mode) {
            case REPORT ->
                List.of(new TensorSpec("weights", box(0, weightMax, goods), "", "Reported taste for each good."));
            case DEMAND -> List.of(bundle);
            case PROPOSAL ->
                List.of(bundle, new TensorSpec("prices", box(0, 1, goods), "", "Proposed prices, up to scale."));
        };
    }

    static TensorSpec weights(int goods, double high) {
        return new TensorSpec("weights", box(0, high, goods), "", "True taste for each good.");
    }

    static TensorSpec endowment(int goods) {
        return new TensorSpec("endowment", box(0, INFINITE, goods), "goods", "What the agent owns.");
    }

    static TensorSpec prices(int goods) {
        return new TensorSpec("prices", box(0, 1, goods), "", "Posted or last prices, on the simplex.");
    }

    static TensorSpec bundle(int goods) {
        return new TensorSpec("bundle", box(0, INFINITE, goods), "goods", "What the agent consumed last; 0 at first.");
    }

    static Space.Box box(double low, double high, Integer... shape) {
        return Space.Box.of(DType.F64, low, high, shape);
    }
}
