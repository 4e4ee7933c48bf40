package walras.env.stackelberg.mechanism;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The best sequential price mechanism of a setting and the first best, in shares of the largest value.
 *
 * <p>Settings of finitely many draws are solved over posteriors, independent buyers by {@link IndependentBuyers}; three reach the first
 * best by an argument: colors (blue buyers first, at a price between 0 and 1), kitchen-sink (buyer 1 first and free tells the world;
 * then in the first world buyer 3 above the lower of its values, then buyer 2 free; in the second buyer 2 free, then buyer 3 free) and
 * correlated with {@code delta} 1 (all values are equal). Correlated values in between, {@code additive}, {@code revenue} and
 * {@code max-min} have a posterior over a continuum after every answer, and no exact solution is known.
 *
 * @param welfare of the best mechanism
 * @param firstBest expected welfare when the highest values get the items
 * @param anonymous of the best fixed order at one price for all, where all prices and orders can be tried
 * @param personal of the best fixed order at personal prices, likewise
 * @param proof what a check that shares no code with the solvers says
 */
record SaleOptimum(
        double welfare, double firstBest, OptionalDouble anonymous, OptionalDouble personal, SaleProof proof) {
    private static final int MOST_ORDERED = 6; // 720 orders

    static Optional<SaleOptimum> of(String setting, BuyerModel model, double delta) {
        Optional<Scenarios> scenarios = ScenarioList.of(setting, model);
        if (scenarios.isPresent()) {
            return Optional.of(overPosteriors(scenarios.get(), ScenarioList.exchangeable(setting)));
        }
        return switch (setting) {
            case "colors" -> reached(setting, model, 15);
            case "kitchen-sink" ->
                reached(setting, model, (.01 + .2 * 5 + .8 + .01 + .2 * 2 + .8 * .499) / 2 / model.largest());
            case "inventory" -> of(new IndependentBuyers(IndependentBuyers.Law.COIN, 20, 10));
            case "correlated" -> correlated(model, delta);
            default -> Optional.empty();
        };
    }

    static SaleOptimum overPosteriors(Scenarios scenarios, boolean exchangeable) {
        StaticPriceOracle deaf = new StaticPriceOracle(scenarios, exchangeable);
        SequentialPriceOracle oracle = new SequentialPriceOracle(scenarios, exchangeable);
        double welfare = oracle.welfare();
        double firstBest = scenarios.expectedBestWelfare();
        OptionalDouble anonymous = OptionalDouble.of(deaf.bestAnonymous());
        OptionalDouble personal =
                scenarios.buyers() <= MOST_ORDERED ? OptionalDouble.of(deaf.bestPersonal()) : OptionalDouble.empty();
        PosteriorCertificate certificate = PosteriorCertificate.of(scenarios, exchangeable, oracle.values());
        double order = Math.max(welfare - firstBest, personal.orElse(welfare) - welfare);
        order = Math.max(order, anonymous.getAsDouble() - personal.orElse(welfare));
        return new SaleOptimum(welfare, firstBest, anonymous, personal, SaleProof.of(certificate, Math.max(0, order)));
    }

    private static Optional<SaleOptimum> correlated(BuyerModel model, double delta) {
        if (delta == 0) {
            return of(new IndependentBuyers(IndependentBuyers.Law.UNIFORM, 20, 5));
        }
        return delta == 1 ? reached("correlated", model, 2.5) : Optional.empty();
    }

    private static Optional<SaleOptimum> reached(String setting, BuyerModel model, double firstBest) {
        FirstBestSample sample = FirstBestSample.of(setting, model, firstBest);
        return Optional.of(new SaleOptimum(
                firstBest, firstBest, OptionalDouble.empty(), OptionalDouble.empty(), SaleProof.of(sample)));
    }

    private static Optional<SaleOptimum> of(IndependentBuyers buyers) {
        double[][] values = buyers.values();
        IndependentCertificate certificate = IndependentCertificate.of(buyers, values, buyers.firstBest());
        return Optional.of(new SaleOptimum(
                values[buyers.buyers()][buyers.items()],
                buyers.firstBest(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                SaleProof.of(certificate)));
    }

    /** The smallest expected welfare loss as a reward, at most 0. */
    double reward() {
        return Math.min(0, welfare - firstBest);
    }
}
