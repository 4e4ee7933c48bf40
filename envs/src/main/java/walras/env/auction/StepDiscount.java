package walras.env.auction;

import walras.env.StrictPower;
import walras.env.Tensor;
import walras.env.Tensors;

/** What money of the next decision is worth in this one: the discount to the power of the steps that the primitive took. */
final class StepDiscount {
    private final double discount;
    private final double[] steps; // [B] that the primitive took, empty where it is always one

    StepDiscount(Tensors tensors, double discount) {
        this.discount = discount;
        steps = tensors.metrics().stream()
                .filter(metric -> metric.name().equals(TwoRoomsTask.STEPS))
                .map(Tensor::f64)
                .findFirst()
                .orElse(new double[0]);
    }

    /** Of the step that the row has just taken. */
    double of(int row) {
        return steps.length == 0 ? discount : StrictPower.of(discount, steps[row]);
    }
}
