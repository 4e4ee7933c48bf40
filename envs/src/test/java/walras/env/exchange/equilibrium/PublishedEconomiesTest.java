package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests T01 to T30 of the exchange specification, section 4; each name begins with the test it implements. */
class PublishedEconomiesTest {
    private static final double EXACT = 1e-9;
    private static final double[] IDENTITY2 = {1, 0, 0, 1}; // [N, L]
    private static final double[] IDENTITY3 = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // [N, L]
    private static final double[] BUDGETS = {0.5, 0.3, 0.2}; // [N]

    private static double[] row(double... values) { // [N, L]
        return values;
    }

    @Test
    void t01_cobbDouglasTwoByTwo_hasClosedForm() {
        Case.of(Utility.COBB_DOUGLAS, 0, 2, row(.3, .7, .6, .4), IDENTITY2)
                .isCertified()
                .hasPrices(1e-12, 6 / 13.0, 7 / 13.0)
                .hasAllocation(1e-12, .3, .6, .7, .4)
                .hasUtilities(1e-11, 0.487351437814, 0.559606590492);
    }

    @Test
    void t02_symmetricCobbDouglas_meetsInTheMiddle() {
        Case.of(Utility.COBB_DOUGLAS, 0, 2, row(.4, .6, .6, .4), 8, 2, 2, 8)
                .hasPrices(1e-12, .5, .5)
                .hasAllocation(1e-12, 4, 6, 6, 4)
                .hasUtilities(1e-11, 5.101698002503, 5.101698002503);
    }

    @Test
    void t03_teachingEconomy_agreesWithNumEcon() {
        Case.of(Utility.COBB_DOUGLAS, 0, 2, row(1 / 3.0, 2 / 3.0, 2 / 3.0, 1 / 3.0), .8, .3, .2, .7)
                .hasPrices(1e-12, 17 / 35.0, 18 / 35.0)
                .hasAllocation(1e-10, 0.3725490196, 0.7037037037, 0.6274509804, 0.2962962963)
                .hasUtilities(1e-11, 0.569273585442, 0.48860954022);
    }

    @Test
    void t04_edgeworthBox_agreesWithPyEdgeworthBox() {
        Case.of(Utility.COBB_DOUGLAS, 0, 2, row(.6, .4, .1, .9), 10, 20, 20, 10)
                .hasPrices(1e-12, 13 / 35.0, 22 / 35.0)
                .hasAllocation(1e-9, 26.3076923077, 10.3636363636, 3.6923076923, 19.6363636364)
                .hasUtilities(1e-9, 18.1240194143, 16.6144032819);
    }

    @Test
    void t05_cobbDouglasG_hasRationalPrices() {
        Case g = Case.g(Utility.COBB_DOUGLAS, 0)
                .isCertified()
                .hasPrices(1e-12, 338 / 805.0, 541 / 1610.0, 393 / 1610.0)
                .hasUtilities(EXACT, 1.336139387964, 1.079558906164, 1.163086993441);
        assertEquals(3.5787852876, g.welfare(), EXACT);
    }

    @Test
    void t07_symmetricCes_hasClosedForm() {
        Case.of(Utility.CES, .5, 2, row(1 / 3.0, 2 / 3.0, 2 / 3.0, 1 / 3.0), IDENTITY2)
                .isCertified()
                .hasPrices(EXACT, .5, .5)
                .hasAllocation(EXACT, .2, .8, .8, .2)
                .hasUtilities(EXACT, 5 / 9.0, 5 / 9.0);
    }

    @Test
    void t08_skewedCes_hasKnownPrices() {
        Case.of(Utility.CES, .5, 2, row(.25, .75, 2 / 3.0, 1 / 3.0), 2, 1, 1, 3)
                .hasPrices(EXACT, 0.5396078952, 0.4603921048)
                .hasUtilities(EXACT, 2.0593941145, 2.0456035026);
    }

    @Test
    void t09_cesG_hasKnownPricesUtilitiesAndNegishiWeights() {
        Case g = Case.g(Utility.CES, .5)
                .isCertified()
                .hasPrices(EXACT, 0.4266710609, 0.3123893601, 0.2609395791)
                .hasUtilities(EXACT, 1.4498032844, 1.1395308036, 1.2536547593);
        assertEquals(3.8429888473, g.welfare(), EXACT);
        double[] negishi = {0.7252361699, 0.9611044246, 0.8888266028}; // [N]
        for (int i = 0; i < 3; i++) {
            assertEquals(negishi[i], new Demand(g.preferences).negishi(i, g.utilities()[i], g.income(i)), EXACT);
        }
    }

    @Test
    void t11_complementaryCesG_hasKnownPrices() {
        Case g = Case.g(Utility.CES, -1)
                .isCertified()
                .hasPrices(EXACT, 0.4288181450, 0.3683811713, 0.2028006837)
                .hasUtilities(EXACT, 1.3298806928, 0.9779189663, 1.1040094008);
        assertEquals(3.4118090599, g.welfare(), EXACT);
    }

    /** A power of the weights by 1/rho overflows where logarithms do not. */
    @Test
    void t13_rhoNearZero_continuesCobbDouglas() {
        Case.g(Utility.CES, 1e-4)
                .isCertified()
                .hasPrices(EXACT, 0.4198757490, 0.3360208254, 0.2441034256)
                .hasUtilities(EXACT, 1.3361477450, 1.0795698561, 1.1630979995);
    }

    @Test
    void t14_nearLinearCes_keepsTinyQuantities() {
        Case g = Case.g(Utility.CES, .95)
                .isCertified()
                .hasPrices(EXACT, 0.3864235963, 0.3446291695, 0.2689472343)
                .hasUtilities(EXACT, 1.9281604697, 1.2807927352, 1.5746839418);
        assertTrue(g.found.allocation()[0] < 1e-11);
    }

    /** Shares in proportion to a^s p^-s instead of a^s p^(1-s) would give (1.5, 0.75). */
    @Test
    void t15_cesDemand_sharesByWeightAndPrice() {
        Demand demand = new Demand(Preferences.uniform(1, 2, Utility.CES, .5));
        double[] weights = {1 / 3.0, 2 / 3.0}; // [L]
        double[] bundle = new double[2]; // [L]
        demand.choose(0, weights, 0, new double[] {1, 2}, 0, 3, bundle, 0);
        assertEquals(1, bundle[0], 1e-12);
        assertEquals(1, bundle[1], 1e-12);
        assertEquals(1, demand.utility(0, weights, 0, bundle, 0), 1e-12);
        assertEquals(1, demand.indirect(0, weights, 0, new double[] {1, 2}, 0, 3), 1e-12);
    }

    @Test
    void t16_linearSwap_isExact() {
        Case.of(Utility.LINEAR, 0, 2, row(1, 2, 3, 1), IDENTITY2)
                .isCertified()
                .hasPrices(1e-14, .5, .5)
                .hasUtilities(1e-14, 2, 3);
    }

    @Test
    void t17_linearWithoutTrade_pricesAreSaidToBeNonUnique() {
        Case none = Case.of(Utility.LINEAR, 0, 2, row(2, 1, 1, 2), IDENTITY2)
                .certifiedAs(Status.NON_UNIQUE)
                .hasUtilities(1e-14, 2, 2);
        assertTrue(none.found.prices()[0] >= 1 / 3.0 && none.found.prices()[0] <= 2 / 3.0);
    }

    @Test
    void t18_linearWithTie_isExact() {
        Case.of(Utility.LINEAR, 0, 2, row(3, 1, 2, 1), 1, 1, 0, 1)
                .isCertified()
                .hasPrices(1e-14, .75, .25)
                .hasUtilities(1e-13, 4, 1);
    }

    /** Several prices carry the same trades: only utilities may be compared. */
    @Test
    void t19_linearThreeByThree_hasUniqueUtilities() {
        Case found = Case.of(Utility.LINEAR, 0, 3, row(1, 2, 4, 3, 1, 1, 2, 2, 5), IDENTITY3)
                .certifiedAs(Status.NON_UNIQUE)
                .hasUtilities(1e-13, 2, 3, 5);
        assertEquals(10, found.welfare(), 1e-13);
    }

    @Test
    void t22_leontiefSquareEconomies_areSolvedByNewton() {
        Case coffee = Case.of(Utility.LEONTIEF, 0, 3, row(.05, .1, 0, .05, 0, .15, .1, .1, .05), IDENTITY3)
                .isCertified()
                .hasUtilities(1e-12, 5, 5, 5);
        assertEquals(.6, coffee.found.prices()[0] / coffee.found.prices()[2], 1e-12);
        assertEquals(.9, coffee.found.prices()[1] / coffee.found.prices()[2], 1e-12);
        Case.of(Utility.LEONTIEF, 0, 2, row(1, 2, 3, 1), 2, 1, 1, 2)
                .isCertified()
                .hasPrices(1e-12, 7 / 11.0, 4 / 11.0)
                .hasAllocation(1e-12, 1.2, 2.4, 1.8, .6)
                .hasUtilities(1e-12, 1.2, .6);
    }

    @ParameterizedTest
    @CsvSource({
        "COBB_DOUGLAS, 0, 0.1616666667, 0.1088888889, 0.0875, 0.124299083763",
        "CES, 0.5, 0.1438407538, 0.1048311753, 0.0994562417, 0.205046333130",
        "CES, -1, 0.2158885530, 0.1057731587, 0.0627258545, 0.047905309017",
        "CES, -4, 0.3831922572, 0.0586262798, 0.0144341616, -0.085494958952",
        "LEONTIEF, 0, 0.5, 0, 0, 0.9364262454"
    })
    void t23_fisherForm_hasKnownPricesAndObjective(
            Utility family, double rho, double p1, double p2, double p3, double objective) {
        Case fisher = Case.fisher(family, rho, BUDGETS, 2, 3, 4).isCertified();
        double money = 0; // value of the supply, which budgets of sum one fix at one
        for (int i = 0; i < 3; i++) {
            money += fisher.income(i);
        }
        double[] expected = {p1, p2, p3}; // [L]
        double eisenbergGale = 0;
        for (int k = 0; k < 3; k++) {
            assertEquals(expected[k], fisher.found.prices()[k] / money, 2e-10);
            eisenbergGale += BUDGETS[k] * Math.log(fisher.utilities()[k]);
        }
        assertEquals(objective, eisenbergGale, EXACT);
    }

    @Test
    void t23_leontiefFisher_findsFreeGoodsAndSlack() {
        Case free = Case.fisher(Utility.LEONTIEF, 0, BUDGETS, 2, 3, 4).hasUtilities(1e-12, 6, 1.5, 2 / 3.0);
        double[] slack = {0, 4 / 15.0, 17 / 30.0}; // [L]
        for (int j = 0; j < 3; j++) {
            double used = free.found.allocation()[j]
                    + free.found.allocation()[3 + j]
                    + free.found.allocation()[6 + j];
            assertEquals(slack[j], 2 + j - used, 1e-12);
        }
        Case equal = Case.fisher(Utility.LEONTIEF, 0, BUDGETS, 2, 2, 2)
                .isCertified()
                .hasUtilities(1e-6, 2.6734003, 2.1773311, 1.1391680);
        assertEquals(0.1889168 / 0.5, equal.found.prices()[0], 1e-6);
        assertEquals(0, equal.found.prices()[1]);
    }

    @Test
    void t24_kehoe_hasThreeRootsAndTheMiddleOneIsNamed() {
        double[] weights = {1024, 1, 1, 1024}; // [N, L]
        double[] owned = {12, 1, 1, 12}; // [N, L]
        Preferences preferences = Preferences.uniform(2, 2, Utility.CES, -4);
        double[] roots = PriceScan.roots(preferences, weights, owned, 4001).stream()
                .mapToDouble(Double::doubleValue)
                .toArray(); // [3]
        assertEquals(3, roots.length);
        assertEquals(0.112923847128, roots[0], EXACT);
        assertEquals(0.5, roots[1], EXACT);
        assertEquals(0.887076152872, roots[2], EXACT);
        double h = 1e-6;
        double slope = (PriceScan.excess(preferences, weights, owned, .5 + h)
                        - PriceScan.excess(preferences, weights, owned, .5 - h))
                / (2 * h);
        assertEquals(0.512, 13 * slope, 5e-4, "excess demand rises through the middle root");
        Case middle = new Case(preferences, weights, owned).certifiedAs(Status.NON_UNIQUE);
        assertEquals(3.4774495859, middle.welfare(), EXACT);
        Equilibria outer = Equilibria.allocate(1, 2, 2);
        new FusedEquilibriumKernel(preferences).solveFrom(new double[] {.1, .9}, weights, owned, outer);
        assertEquals(Status.CONVERGED, outer.statusOf(0));
        assertEquals(roots[0], outer.prices()[0], EXACT);
        Demand demand = new Demand(preferences);
        double welfare = demand.utility(0, weights, 0, outer.allocation(), 0)
                + demand.utility(1, weights, 2, outer.allocation(), 2);
        assertEquals(3.2605867225, welfare, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"0.499, 0.112923847128", "0.501, 0.887076152872"})
    void t24_tatonnementFromNearTheMiddle_runsToTheSide(double from, double to) {
        Preferences preferences = Preferences.uniform(2, 2, Utility.CES, -4);
        Tatonnement process = new Tatonnement(
                preferences,
                new double[] {1024, 1, 1, 1024},
                new double[] {12, 1, 1, 12},
                new double[] {from, 1 - from},
                0.5);
        assertEquals(Status.CONVERGED, process.run(100_000, 1e-12));
        assertEquals(to, process.prices()[0], EXACT);
    }

    private static final double[] SCARF = {1, 1, 0, 0, 1, 1, 1, 0, 1}; // [N, L]

    @Test
    void t25_scarf_isSolvedByNewtonAndItsExcessDemandIsKnown() {
        Preferences preferences = Preferences.uniform(3, 3, Utility.LEONTIEF, 0);
        double[] start = {.5, .3, .2}; // [L]
        double[] excess = new Tatonnement(preferences, SCARF, IDENTITY3, start, 1).excess(); // [L]
        assertEquals(-0.0892857143, excess[0], 1e-10);
        assertEquals(0.225, excess[1], 1e-10);
        assertEquals(-0.1142857143, excess[2], 1e-10);
        Equilibria found = Equilibria.allocate(1, 3, 3);
        new FusedEquilibriumKernel(preferences).solveFrom(start, SCARF, IDENTITY3, found);
        assertEquals(Status.CONVERGED, found.statusOf(0));
        assertTrue(found.iterations()[0] <= 5, "steps " + found.iterations()[0]);
        for (double price : found.prices()) {
            assertEquals(1 / 3.0, price, 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, .5, .1, .01})
    void t25_tatonnementOnScarf_cyclesForEveryStep(double gamma) {
        Preferences preferences = Preferences.uniform(3, 3, Utility.LEONTIEF, 0);
        Tatonnement process = new Tatonnement(preferences, SCARF, IDENTITY3, new double[] {.5, .3, .2}, gamma);
        assertEquals(Status.CYCLING, process.run(20_000, 1e-9));
    }

    /** Along dp/dt = z the norm and the product of prices are conserved (Runge-Kutta, to t = 200). */
    @Test
    void t25_continuousTatonnementOnScarf_conservesTheProduct() {
        Preferences preferences = Preferences.uniform(3, 3, Utility.LEONTIEF, 0);
        double norm = Math.sqrt(.5 * .5 + .3 * .3 + .2 * .2);
        double[] p = {.5 / norm, .3 / norm, .2 / norm}; // [L]
        double dt = 0.01;
        for (int k = 0; k < 20_000; k++) {
            double[] k1 = scarf(preferences, p, p, 0); // [L]
            double[] k2 = scarf(preferences, p, k1, dt / 2); // [L]
            double[] k3 = scarf(preferences, p, k2, dt / 2); // [L]
            double[] k4 = scarf(preferences, p, k3, dt); // [L]
            for (int j = 0; j < 3; j++) {
                p[j] += dt / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
            }
        }
        assertEquals(1, p[0] * p[0] + p[1] * p[1] + p[2] * p[2], 1e-10);
        assertEquals(0.128069542998, p[0] * p[1] * p[2], 1e-11);
    }

    /** Excess demand of Scarf's economy at {@code p + h slope}, [L]. */
    private static double[] scarf(Preferences preferences, double[] p, double[] slope, double h) {
        double[] at = {p[0] + h * slope[0], p[1] + h * slope[1], p[2] + h * slope[2]}; // [L]
        return new Tatonnement(preferences, SCARF, IDENTITY3, at, 1).excess();
    }

    @Test
    void t26_wrongPrices_lossAndOverspendingAreSeen() {
        Preferences preferences = Preferences.uniform(2, 2, Utility.COBB_DOUGLAS, 0);
        double[] weights = {.5, .5, .5, .5}; // [N, L]
        double[] half = {.5, .5, .5, .5}; // [N, L]
        double[] prices = {.6, .4}; // [L]
        Demand demand = new Demand(preferences);
        double v1 = demand.indirect(0, weights, 0, prices, 0, .6);
        double v2 = demand.indirect(1, weights, 2, prices, 0, .4);
        assertEquals(0.6123724357, v1, 1e-10);
        assertEquals(0.4082482905, v2, 1e-10);
        assertEquals(0.0206207262, v1 + v2 - 1, 1e-10);
        assertEquals(0.1123724357, Math.max(0, v1 - .5) + Math.max(0, v2 - .5), 1e-10);
        Certificate certificate = new Certificate(preferences);
        assertEquals(0.25, certificate.budget(IDENTITY2, half, 0, prices, 0), 1e-12, "agent 2 spends .5 of .4");
        assertEquals(0, certificate.clearing(IDENTITY2, half, 0, prices, 0), 1e-12);
        assertTrue(certificate.demandGap(weights, 0, IDENTITY2, half, 0, prices, 0) > 0.1);
    }

    @Test
    void t27_reducibleEconomies_areNamedAndNotAnswered() {
        Case apart = Case.of(Utility.COBB_DOUGLAS, 0, 2, IDENTITY2, IDENTITY2);
        assertEquals(Status.REDUCIBLE, apart.status());
        assertTrue(Double.isNaN(apart.found.prices()[0]));
        Case unwanted =
                Case.of(Utility.COBB_DOUGLAS, 0, 2, row(0, 1, 0, 1), IDENTITY2).hasPrices(0, 0, 1);
        assertEquals(Status.UNWANTED_GOOD, unwanted.status());
    }

    /** First welfare theorem by gradients: no reallocation raises the Negishi sum. */
    @ParameterizedTest
    @CsvSource({"COBB_DOUGLAS, 0", "CES, 0.5", "CES, -1", "CES, 1e-4"})
    void t28_negishiGradients_arePrices(Utility family, double rho) {
        Case g = Case.g(family, rho);
        double[] u = g.utilities(); // [N]
        double sum = 0;
        double supply = 0;
        for (int i = 0; i < 3; i++) {
            double lambda = g.income(i) / u[i];
            sum += lambda * u[i];
            supply += g.income(i);
            for (int j = 0; j < 3; j++) {
                double a = Case.G[3 * i + j];
                double x = g.found.allocation()[3 * i + j];
                double gradient = family == Utility.CES ? a * Math.pow(x / u[i], rho - 1) : a * u[i] / x;
                assertEquals(g.found.prices()[j], lambda * gradient, 1e-13);
            }
        }
        assertEquals(supply, sum, 1e-13);
        if (family == Utility.CES && rho == .5) {
            assertEquals(3.2609395791, sum, EXACT);
        }
    }

    /** Second welfare theorem: an equilibrium allocation is an equilibrium of its own endowments, without trade. */
    @Test
    void t29_endowmentsAtTheEquilibrium_leaveNothingToTrade() {
        Case first = Case.g(Utility.CES, .5);
        Case again =
                new Case(first.preferences, Case.G, first.found.allocation().clone()).isCertified();
        again.hasPrices(1e-12, first.found.prices()).hasAllocation(1e-11, first.found.allocation());
    }

    @ParameterizedTest
    @ValueSource(doubles = {.5, -1, -4})
    void t30_feasiblePerturbations_neverRaiseTheEisenbergGaleObjective(double rho) {
        Case best = Case.fisher(Utility.CES, rho, BUDGETS, 2, 3, 4);
        Demand demand = new Demand(best.preferences);
        double top = objective(best, demand, best.found.allocation());
        SplittableRandom random = new SplittableRandom(30);
        for (int trial = 0; trial < 20_000; trial++) {
            double[] moved = best.found.allocation().clone(); // [N, L]
            int good = random.nextInt(3);
            int from = random.nextInt(3);
            int to = (from + 1 + random.nextInt(2)) % 3;
            double amount = moved[3 * from + good] * random.nextDouble() * Math.pow(10, -4 * random.nextDouble());
            moved[3 * from + good] -= amount;
            moved[3 * to + good] += amount;
            assertTrue(objective(best, demand, moved) <= top + 1e-14, "trial " + trial);
        }
    }

    private static double objective(Case at, Demand demand, double[] allocation /* [N, L] */) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += BUDGETS[i] * Math.log(demand.utility(i, at.weights, 3 * i, allocation, 3 * i));
        }
        return sum;
    }
}
