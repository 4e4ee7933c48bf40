package walras.env.auction;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.Options;
import walras.env.OptionsSchema;

/** {@code auction/mental-rotation-v0}. */
final class MentalRotationEnvironment implements Environment {
    private static final OptionsSchema OPTIONS =
            AuctionOptions.schema(List.of(), MentalRotationTask.STEPS, 1, List.of(MentalRotationTask.IMAGE));

    @Override
    public String id() {
        return "auction/mental-rotation-v0";
    }

    @Override
    public String summary() {
        return "Images to put straight in two steps: bidders are rotations and translations, and a frozen classifier judges.";
    }

    @Override
    public String description() {
        return """
                A garment of 28 x 28 pixels in the middle of a black 64 x 64 canvas is rotated by 60 degrees left or right and then shifted by 0.29 of half the canvas up, down, left or right: 8
                variants. Six primitives rotate by 60 degrees (0 left, 1 right) or shift (2 up, 3 down, 4 left, 5 right), bilinearly, with the border repeated. After two steps the episode terminates,
                and pays 1 if a frozen classifier, trained on clean garments, names the garment correctly. The plan that undoes the shift and then the rotation is the intended one.

                The garments are a sample of Fashion-MNIST in the place of the paper's digits; the classifier has one hidden layer over the middle of the canvas. What it says of every
                garment, variant and plan ships with it, so that optimal values are exact. World states are (garment * 8 + variant) * 7 + progress; the built-in learning bidders tell variant and
                progress apart, and `solve` shows values by variant and progress, averaged over garments.
                """
                + TabularEnvironment.RULES;
    }

    @Override
    public Guide guide() {
        return Guide.read(MentalRotationEnvironment.class, "society.md", "mental-rotation.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                TabularEnvironment.PAPER,
                "Xiao, Rasul, Vollgraf: Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning"
                        + " Algorithms. 2017, arXiv:1708.07747 (data under the MIT licence).");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public Economy economy(Options options) {
        MentalRotationTask task = new MentalRotationTask(options.number("discount"), options.integer("horizon"));
        return AuctionOptions.planned(options) ? new PlannerEconomy(task) : new BiddersEconomy(task, options);
    }
}
