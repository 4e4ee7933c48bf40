package walras.env.stackelberg.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The best mechanism under every term of sale, against all mechanisms there are. */
class SaleTermsTest {
    static Stream<Arguments> terms() {
        return Stream.of(PriceSetting.pi(), PriceSetting.uniform(2), PriceSetting.uniform(3))
                .flatMap(setting -> Stream.of(true, false).map(strict -> Arguments.of(setting, strict)));
    }

    @ParameterizedTest
    @MethodSource("terms")
    void solve_midpoints_isTheBestOfAllMechanisms(PriceSetting setting, boolean strict) {
        SaleTerms terms = new SaleTerms(strict, PriceGrid.midpoints(setting.values()));
        PricePlan plan = new MessageMechanismOracle(setting, terms).solve();
        assertEquals(new AllMechanisms(setting, terms).best(), plan.reward(), 1e-12);
    }

    /** Any price is at least as good as those of a fine grid, which has all that is needed here. */
    @ParameterizedTest
    @MethodSource("terms")
    void solve_anyPrice_isAtLeastTheBestOfAGrid(PriceSetting setting, boolean strict) {
        double[] prices = IntStream.rangeClosed(0, 10).mapToDouble(k -> k / 10.).toArray();
        PricePlan gridded = new MessageMechanismOracle(setting, new SaleTerms(strict, new PriceGrid(prices))).solve();
        PricePlan any = new MessageMechanismOracle(setting, new SaleTerms(strict, PriceGrid.continuous())).solve();
        assertEquals(gridded.reward(), any.reward(), 1e-12);
        PlanCertificate played = PlanCertificate.of(setting, new SaleTerms(strict, PriceGrid.continuous()), any);
        assertEquals(any.reward(), played.reward(), 1e-12);
        assertTrue(played.gap() <= 1e-12, played.toString());
    }

    /** Everything that four answers of a buyer and two prices can do, played out. */
    private static final class AllMechanisms {
        private final PriceSetting setting;
        private final SaleTerms terms;
        private final int types;

        AllMechanisms(PriceSetting setting, SaleTerms terms) {
            this.setting = setting;
            this.terms = terms;
            types = setting.types();
        }

        double best() {
            double best = Double.NEGATIVE_INFINITY;
            for (int maps = 0; maps < 1 << (2 * types); maps++) {
                best = Math.max(best, best(maps));
            }
            return best;
        }

        private boolean says(int maps, int buyer, int type) {
            return (maps >> (buyer * types + type) & 1) == 1;
        }

        private double best(int maps) {
            double[][][] cells =
                    IntStream.range(0, 4).mapToObj(c -> plans(maps, c)).toArray(double[][][]::new);
            double best = Double.NEGATIVE_INFINITY;
            for (double[] a : cells[0]) {
                for (double[] b : cells[1]) {
                    for (double[] c : cells[2]) {
                        for (double[] d : cells[3]) {
                            double reward = a[2 * types] + b[2 * types] + c[2 * types] + d[2 * types];
                            if (reward > best + 1e-13 && holds(maps, a, b, c, d)) {
                                best = reward;
                            }
                        }
                    }
                }
            }
            return best;
        }

        private boolean holds(int maps, double[]... cells) {
            for (int k = 0; k < 2 * types; k++) {
                double gain = 0;
                for (int cell = 0; cell < 4; cell++) {
                    boolean said = (k < types ? cell / 2 : cell % 2) == 1;
                    gain += (said == says(maps, k / types, k % types) ? 1 : -1) * cells[cell][k];
                }
                if (gain < -1e-12) {
                    return false;
                }
            }
            return true;
        }

        /** Of each plan: the surplus of each type of each buyer, the other one saying its message, and the reward. */
        private double[][] plans(int maps, int cell) {
            double[] grid = terms.grid().prices();
            double[][] plans = new double[2 * grid.length * grid.length][2 * types + 1];
            for (int k = 0; k < plans.length; k++) {
                int first = k % 2;
                double[] asked = {grid[k / 2 % grid.length], grid[k / 2 / grid.length]};
                for (int profile = 0; profile < types * types; profile++) {
                    play(maps, cell, plans[k], profile, first, asked);
                }
            }
            return Arrays.stream(plans).toArray(double[][]::new);
        }

        private void play(int maps, int cell, double[] plan, int profile, int first, double[] asked) {
            int[] type = {profile / types, profile % types};
            boolean[] fits = {says(maps, 0, type[0]) == (cell / 2 == 1), says(maps, 1, type[1]) == (cell % 2 == 1)};
            double weight = setting.prior()[profile];
            double kept = 0;
            for (int visit = 0; visit < 2; visit++) {
                int buyer = visit == 0 ? first : 1 - first;
                double value = setting.value(profile, buyer);
                if (terms.strict() ? value > asked[visit] : value >= asked[visit]) {
                    kept = value;
                    if (fits[1 - buyer]) {
                        plan[buyer * types + type[buyer]] += weight * (value - asked[visit]);
                    }
                    break;
                }
            }
            plan[2 * types] += fits[0] && fits[1] ? weight * (kept - setting.bestValue(profile)) : 0;
        }
    }
}
