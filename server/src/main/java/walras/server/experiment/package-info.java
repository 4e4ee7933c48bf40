/**
 * Claims, reproduced or refuted: {@code ./walras experiment NAME}.
 *
 * <p>An experiment is one class that implements {@link walras.server.experiment.Experiment} and carries
 * {@code @AutoService(Experiment.class)}, in a package of its family ({@code walras.server.experiment.auction}, say).
 * There is no list to add it to: the annotation writes the entry that {@link java.util.ServiceLoader} reads.
 *
 * <pre>{@code
 * @AutoService(Experiment.class)
 * public final class BidsExperiment implements Experiment {
 *     public String name() { return "auction-bids"; }
 *     public String claim() { return "Bids of a cloned Vickrey society are Q* (proposition 3.1)."; }
 *     public int seeds() { return 10; }
 *     public Findings run(ExperimentContext context) throws IOException {
 *         int steps = context.quick() ? 1_000 : 20_000;
 *         List<SeedResult> runs = context.perSeed("cloned", seed -> Map.of("distance", learn(seed, steps)));
 *         double[] last = SeedResult.last(runs, "distance");
 *         return Findings.of(Finding.below(claim(), "distance of bids from Q*", Interval.ofMean(last), 1e-3))
 *                 .withTable(csv)
 *                 .withFigure(Figure.of("...", Axis.linear("steps"), Axis.log("distance (credits)"), series));
 *     }
 * }
 * }</pre>
 *
 * <p>A claim about all cases is judged on the worst, by {@code Finding.everyBelow} and its like, which count the cases and are
 * refuted by one violation. {@code against} says where the expected number comes from: a publication, a theorem, our own
 * simulation; nothing that we simulated or chose ourselves is called published.
 *
 * <p>{@code perSeed} runs seeds on all cores, keeps every finished one on disk and takes it from there when the
 * experiment is started again with the same code and settings.
 *
 * <p>Where a program in another language does the work, {@code program} names its command: the program writes the same
 * {@code summary.json}, which the page of claims takes in.
 */
@NullMarked
package walras.server.experiment;

import org.jspecify.annotations.NullMarked;
