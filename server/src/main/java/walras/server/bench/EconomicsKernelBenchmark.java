package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.auction.sealed.LinearBids;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** Auctions with given bids through the batch engine; certificates and equilibria, on one core. */
@AutoService(KernelBenchmark.class)
public final class EconomicsKernelBenchmark implements KernelBenchmark {
    private static final int ROWS = 4096;
    private static final int CERTIFICATES = 1024;
    private static final double BIDDER_ROUNDS = 2e7;
    private static final double CERTIFIED = 5e4;
    private static final double HOUSEHOLDS_SECONDS = 5;
    private static final double PRICES_SECONDS = .01;

    @Override
    public List<KernelCase> cases() {
        return List.of(
                auctions("first-price", 2, 1),
                auctions("first-price", 8, 1),
                auctions("second-price", 4, 1),
                auctions("generalised-second-price", 8, 3),
                certificates("first-price", 2, 2),
                certificates("first-price", 2, 17),
                certificates("all-pay", 5, 17),
                solved(
                        "stackelberg/taxation equilibrium 200 x 7, certified",
                        "stackelberg/taxation-v0",
                        // A discount of its own each time: the last equilibria are kept.
                        turn -> Map.of("discount", .96 - 1e-9 * turn),
                        1 / HOUSEHOLDS_SECONDS),
                solved(
                        "stackelberg/pricing-platform Nash prices of 6 nested sellers, certified",
                        "stackelberg/pricing-platform-v0",
                        turn -> Map.of(
                                "sellers",
                                6,
                                "nests",
                                List.of(0, 0, 1, 1, 2, 2),
                                "dissimilarity",
                                List.of(.8, .5, .25),
                                "price_levels",
                                2),
                        1 / PRICES_SECONDS));
    }

    /** Bids that somebody gave, as a client does; an episode is 100 auctions. */
    private static KernelCase auctions(String format, int bidders, int places) {
        String name =
                "auction/sealed-bid " + format + " n=" + bidders + " K=" + places + " B=" + ROWS + ", engine included";
        Supplier<Work> setUp = () -> {
            Environment environment = Registry.discover().find("auction/sealed-bid-v0");
            double[] rates = new double[places]; // [places]
            Arrays.setAll(rates, k -> 1.0 / (k + 1));
            Map<String, Object> options = Map.of(
                    "format",
                    format,
                    "bidders",
                    bidders,
                    "rounds",
                    100,
                    "click_rates",
                    Arrays.stream(rates).boxed().toList());
            Batch batch = Batch.of(environment.economy(environment.options().resolve(options)))
                    .rows(ROWS)
                    .autoreset(AutoresetMode.SAME_STEP)
                    .build();
            batch.reset(0);
            double[] bids = batch.tensors().group("bidders").actions().get(0).f64(); // [B, n]
            double[] seen =
                    batch.tensors().group("bidders").observation("signal").f64(); // [B, n]
            return () -> {
                for (int k = 0; k < bids.length; k++) {
                    bids[k] = .5 * seen[k];
                }
                batch.step();
                return (long) ROWS * bidders;
            };
        };
        return KernelCase.of(name, "bidder-rounds", setUp).withTarget(BIDDER_ROUNDS);
    }

    private static KernelCase certificates(String format, int bidders, int points) {
        String name = "auction/sealed-bid certificates " + format + " n=" + bidders + ", " + points + " points";
        Supplier<Work> setUp = () -> {
            LinearBids certificate = new LinearBids(format, bidders, 0, 1, 0, points);
            double[][] rules = new double[CERTIFICATES][points]; // [certificates][points]
            for (int k = 0; k < CERTIFICATES; k++) {
                double factor = .3 + .6 * k / CERTIFICATES;
                Arrays.setAll(rules[k], j -> factor * Math.pow(j / (points - 1.0), 1 + factor));
            }
            return () -> {
                double least = Double.POSITIVE_INFINITY;
                for (double[] rule : rules) {
                    least = Math.min(least, certificate.gain(rule));
                }
                if (!(least >= 0)) {
                    throw Problem.precondition("NOT_CERTIFIED", name, "gains of at least 0", String.valueOf(least));
                }
                return CERTIFICATES;
            };
        };
        return KernelCase.of(name, "certificates", setUp).withTarget(CERTIFIED);
    }

    /** The options of the turn-th solution. */
    private interface World {
        Map<String, ?> options(int turn);
    }

    private static KernelCase solved(String name, String id, World world, double target) {
        Supplier<Work> setUp = () -> {
            Environment environment = Registry.discover().find(id);
            int[] turn = new int[1]; // [1]
            return () -> {
                Map<String, ?> options = world.options(turn[0]++);
                Solution solution = environment
                        .economy(environment.options().resolve(options))
                        .solve();
                return solution.borneOut().verified() ? 1 : 0;
            };
        };
        return KernelCase.of(name, "solutions", setUp).withTarget(target);
    }
}
