package walras.env.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Metric;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.Tensors;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.Dataset;
import walras.env.batch.Snapshot;
import walras.env.exchange.learning.Mplm;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.learning.OfflineFile;

/** What happens in the markets when seats are filled by policies. */
class ExchangePlayTest {
    private static Economy economy(String id, Map<String, ?> options) {
        Environment environment = Registry.discover().find(id);
        return environment.economy(environment.options().resolve(options));
    }

    private static Batch play(Economy economy, int rows, Map<String, String> policies) {
        BatchBuilder builder = Batch.of(economy).rows(rows).seed(5);
        builder.metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        policies.forEach((group, policy) -> builder.policy(group, policy, Map.of()));
        Batch batch = builder.build();
        batch.reset(null, null);
        return batch;
    }

    private static double[] metric(Batch batch, String name) { // [B] or [B, n]
        return batch.tensors().metric(name).f64();
    }

    @Test
    void static_truthfulReports_reachTheOracle() {
        Economy economy = economy("exchange/static-v0", Map.of("horizon", 3));
        Batch batch = play(economy, 4, Map.of("consumers", "truthful"));
        batch.step();
        Solution solution = economy.solve();
        double[] reward = batch.tensors().group("consumers").reward().f64(); // [B, N]
        assertArrayEquals(solution.table("utility").values(), Arrays.copyOf(reward, 3), 1e-12);
        assertEquals(1, metric(batch, "certified")[0]);
        assertEquals(0, metric(batch, "equilibrium_loss")[0], 1e-9);
        assertTrue(metric(batch, "individual_rationality")[0] >= 0);
    }

    // Near rho 0 sessions pay what Cobb-Douglas pays; utilities and the metrics made of them used to be infinite.
    @ParameterizedTest
    @ValueSource(strings = {"exchange/static-v0", "exchange/markov-v0"})
    void ces_nearZeroRho_paysWhatCobbDouglasPays(String id) {
        for (double rho : new double[] {1e-300, -1e-300, 1e-15, 1e-9, -1e-9}) {
            Map<String, String> policies = id.contains("static")
                    ? Map.of("consumers", "truthful")
                    : Map.of("planner", "optimal", "consumers", "truthful");
            Batch near = play(economy(id, Map.of("utility", "ces", "rho", rho)), 2, policies);
            Batch limit = play(economy(id, Map.of("utility", "cobb-douglas")), 2, policies);
            near.step();
            limit.step();
            for (String name : List.of("welfare", "nash_welfare", "envy", "equilibrium_loss", "utility")) {
                assertArrayEquals(metric(limit, name), metric(near, name), 1e-7, name + ", rho " + rho);
            }
            assertEquals(1, metric(near, "certified")[0]);
        }
    }

    // The truth has no equilibrium; the one of its floored twin is none for what consumers said.
    @Test
    void static_truthWithoutEquilibrium_isNotCertified() {
        Batch batch = play(
                economy(
                        "exchange/static-v0",
                        Map.of(
                                "utility", "leontief",
                                "weights", List.of(List.of(.5, 0, .3), List.of(.5, .1, 0), List.of(0, .8, 0)),
                                "endowments", List.of(List.of(1, 0, 0), List.of(0, 1, 0), List.of(0, 0, 1)))),
                1,
                Map.of("consumers", "truthful"));
        batch.step();
        assertEquals(0, metric(batch, "certified")[0]);
        assertTrue(metric(batch, "demand_gap")[0] > 1e-9);
    }

    /** A row is one economy: with a spread every row trades another, and each is certified. */
    @Test
    void static_spread_drawsAnEconomyPerRow() {
        Economy economy = economy("exchange/static-v0", Map.of("spread", 1));
        Batch batch = play(economy, 64, Map.of("consumers", "truthful"));
        batch.step();
        double[] certified = metric(batch, "certified"); // [B]
        assertEquals(64, Arrays.stream(certified).sum());
        assertTrue(Arrays.stream(metric(batch, "welfare")).distinct().count() > 60);
    }

    @Test
    void static_demandMarket_tatonnementFindsTheEquilibrium() {
        Economy economy = economy("exchange/static-v0", Map.of("market", "demand", "horizon", 200));
        Batch batch = play(economy, 1, Map.of("consumers", "truthful"));
        for (int t = 0; t < 150; t++) {
            batch.step();
        }
        double[] prices =
                batch.tensors().group("consumers").observation("prices").f64(); // [B, N, L]
        assertArrayEquals(economy.solve().table("prices").values(), Arrays.copyOf(prices, 3), 1e-9);
        assertEquals(0, metric(batch, "clearing")[0], 1e-8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "demand", "proposal"})
    void static_anyPlay_conservesGoodsAndBudgets(String market) {
        Economy economy = economy("exchange/static-v0", Map.of("market", market, "spread", 1, "horizon", 4));
        Batch batch = play(economy, 16, Map.of("consumers", "random"));
        for (int t = 0; t < 3; t++) {
            batch.step();
            assertConserved(batch.tensors(), 16, market.equals("report") ? 1e-9 : 1e-12);
        }
    }

    /** Every social metric by hand, from the bundles, prices, tastes and rewards that are shown: Cobb-Douglas consumers. */
    @ParameterizedTest
    @ValueSource(strings = {"report", "demand"})
    void static_randomPlay_metricsAreWhatBundlesAndRewardsSay(String market) {
        Economy economy = economy(
                "exchange/static-v0", Map.of("utility", "cobb-douglas", "market", market, "spread", 1, "horizon", 4));
        Batch batch = play(economy, 8, Map.of("consumers", "random"));
        batch.step();
        Tensors shown = batch.tensors();
        double[] tastes = shown.group("consumers").observation("weights").f64(); // [B, N, L]
        double[] owned = shown.group("consumers").observation("endowment").f64(); // [B, N, L]
        double[] bundle = shown.group("consumers").observation("bundle").f64(); // [B, N, L]
        double[] prices = shown.group("consumers").observation("prices").f64(); // [B, N, L]
        double[] reward = shown.group("consumers").reward().f64(); // [B, N]
        for (int row = 0; row < 8; row++) {
            double[] u = new double[3]; // [N]
            double envy = 0;
            double gain = Double.POSITIVE_INFINITY;
            double loss = 0;
            double apart = 0;
            for (int i = 0; i < 3; i++) {
                int own = (3 * row + i) * 3;
                u[i] = cobbDouglas(tastes, own, bundle, own);
                assertEquals(u[i], reward[3 * row + i], 1e-12);
                assertEquals(u[i], metric(batch, "utility")[3 * row + i], 1e-12);
                gain = Math.min(gain, u[i] - cobbDouglas(tastes, own, owned, own));
                double[] wanted = new double[3]; // [L]
                double income = 0;
                double weight = 0;
                for (int j = 0; j < 3; j++) {
                    income += prices[own + j] * owned[own + j];
                    weight += tastes[own + j];
                }
                for (int j = 0; j < 3; j++) {
                    wanted[j] = tastes[own + j] / weight * income / prices[own + j];
                }
                loss += cobbDouglas(tastes, own, wanted, 0) - u[i];
                for (int k = 0; k < 3; k++) {
                    envy = Math.max(envy, cobbDouglas(tastes, own, bundle, (3 * row + k) * 3) - u[i]);
                }
            }
            for (int i = 0; i < 3; i++) {
                apart += Math.abs(u[i] - u[(i + 1) % 3]);
            }
            double sum = u[0] + u[1] + u[2];
            assertEquals(sum, metric(batch, "welfare")[row], 1e-12);
            assertEquals(Math.cbrt(u[0] * u[1] * u[2]), metric(batch, "nash_welfare")[row], 1e-12);
            assertEquals(Arrays.stream(u).min().orElseThrow(), metric(batch, "rawls_welfare")[row], 1e-12);
            assertEquals(apart / (3 * sum), metric(batch, "gini")[row], 1e-12);
            assertEquals(envy, metric(batch, "envy")[row], 1e-12);
            assertEquals(gain, metric(batch, "individual_rationality")[row], 1e-12);
            assertEquals(loss, metric(batch, "equilibrium_loss")[row], 1e-9);
        }
    }

    private static double cobbDouglas(double[] tastes, int w, double[] bundle, int x) { // [.., L], [.., L]
        double weight = tastes[w] + tastes[w + 1] + tastes[w + 2];
        double product = 1;
        for (int j = 0; j < 3; j++) {
            product *= Math.pow(bundle[x + j], tastes[w + j] / weight);
        }
        return product;
    }

    private static void assertConserved(Tensors tensors, int rows, double tolerance) {
        double[] owned = tensors.group("consumers").observation("endowment").f64(); // [B, N, L]
        double[] bundle = tensors.group("consumers").observation("bundle").f64(); // [B, N, L]
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < 3; j++) {
                double supply = 0;
                double used = 0;
                for (int i = 0; i < 3; i++) {
                    supply += owned[(row * 3 + i) * 3 + j];
                    used += bundle[(row * 3 + i) * 3 + j];
                }
                assertTrue(used <= supply * (1 + tolerance), "good " + j + ": " + used + " of " + supply);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "proposal"})
    void markov_optimalPlay_hasNoSuboptimalityAndEarnsTheOptimum(String market) {
        Economy economy = economy("exchange/markov-v0", Map.of("market", market));
        Batch batch = play(economy, 2000, Map.of("planner", "optimal", "consumers", "truthful"));
        double total = 0;
        for (int h = 0; h < 4; h++) {
            batch.step();
            total += Arrays.stream(batch.tensors().group("planner").reward().f64())
                            .sum()
                    / 2000;
            for (int row = 0; row < 2000; row++) {
                assertEquals(0, metric(batch, "suboptimality")[row], 1e-9);
                assertEquals(0, metric(batch, "planner_gap")[row], 1e-9);
            }
        }
        assertEquals(20.0341782855, total, 0.03, "the mean return is V* at the start");
        assertEquals(1, batch.tensors().terminated().u8()[0]);
    }

    @Test
    void markov_uniformPlanner_hasAPlannersPartOnly() {
        Economy economy = economy("exchange/markov-v0", Map.of());
        Batch batch = play(economy, 64, Map.of("planner", "uniform", "consumers", "truthful"));
        batch.step();
        batch.step();
        double[] planner = metric(batch, "suboptimality_planner"); // [B]
        assertTrue(Arrays.stream(planner).max().orElse(0) > 0.001);
        for (int row = 0; row < 64; row++) {
            assertEquals(0, metric(batch, "suboptimality_equilibrium")[row], 1e-9);
            assertEquals(metric(batch, "suboptimality")[row], planner[row], 1e-9);
        }
    }

    @Test
    void markov_noise_movesRewardsButNotMetrics() {
        Economy quiet = economy("exchange/markov-v0", Map.of());
        Economy noisy = economy("exchange/markov-v0", Map.of("noise", 0.5));
        Map<String, String> policies = Map.of("planner", "optimal", "consumers", "truthful");
        Batch a = play(quiet, 8, policies);
        Batch b = play(noisy, 8, policies);
        a.step();
        b.step();
        assertArrayEquals(metric(a, "utility"), metric(b, "utility"));
        double[] heard = b.tensors().group("consumers").reward().f64(); // [B, N]
        assertTrue(Math.abs(heard[0] - metric(b, "utility")[0]) > 1e-6);
    }

    /** Two MOLM seats see the same play and draw the same numbers, so the planner plans for what consumers will report. */
    @Test
    void markov_molmOnBothSeats_learns() {
        Economy economy = economy("exchange/markov-v0", Map.of("noise", 0.1));
        Batch batch = play(economy, 8, Map.of("planner", "molm", "consumers", "molm"));
        double early = 0;
        double late = 0;
        for (int t = 0; t < 1200; t++) {
            batch.step();
            if (batch.tensors().terminated().u8()[0] == 1) {
                double gap =
                        Arrays.stream(metric(batch, "suboptimality")).average().orElse(0);
                early += t < 200 ? gap : 0;
                late += t >= 1000 ? gap : 0;
            }
        }
        assertTrue(late < 0.4 * early, "early " + early + ", late " + late);
    }

    /** A learner's memory is part of the batch's state: without it a restored batch would go on differently. */
    @Test
    void markov_molm_snapshotCarriesTheLearner() {
        Economy economy = economy("exchange/markov-v0", Map.of("noise", 0.1));
        Batch batch = play(economy, 2, Map.of("planner", "molm", "consumers", "molm"));
        for (int t = 0; t < 30; t++) {
            batch.step();
        }
        Snapshot snapshot = batch.snapshot();
        double[] first = rewards(batch); // [T B N]
        batch.restore(snapshot);
        assertArrayEquals(first, rewards(batch));
    }

    private static double[] rewards(Batch batch) { // [T B N]
        double[] all = new double[40 * 6];
        for (int t = 0; t < 40; t++) {
            batch.step();
            System.arraycopy(batch.tensors().group("consumers").reward().f64(), 0, all, t * 6, 6);
        }
        return all;
    }

    @Test
    void markov_mplm_playsAlmostOptimally() {
        Economy economy = economy("exchange/markov-v0", Map.of());
        Batch batch = play(economy, 32, Map.of("planner", "mplm", "consumers", "mplm"));
        for (int h = 0; h < 4; h++) {
            batch.step();
        }
        double mean = Arrays.stream(metric(batch, "suboptimality")).average().orElse(1);
        assertTrue(mean >= 0 && mean < 0.05, "suboptimality " + mean);
    }

    @Test
    void markov_unsuitableUtilities_offerNoLearner() {
        List<String> names = economy("exchange/markov-v0", Map.of("instance", "cd5")).spec().policies().stream()
                .map(policy -> policy.name())
                .toList();
        assertTrue(names.contains("optimal") && !names.contains("molm"));
    }

    /** A session's play, recorded in any autoreset mode, is a dataset that MPLM learns from. */
    @ParameterizedTest
    @EnumSource(
            value = AutoresetMode.class,
            names = {"NEXT_STEP", "SAME_STEP"})
    void markov_recordedSession_isADatasetForMplm(AutoresetMode mode) throws IOException {
        Economy economy = economy("exchange/markov-v0", Map.of("noise", 0.1));
        Batch batch = Batch.of(economy)
                .rows(50)
                .seed(3)
                .autoreset(mode)
                .policy("planner", "uniform", Map.of())
                .policy("consumers", "random", Map.of())
                .build();
        batch.reset(null, null);
        MarkovDataset dataset = (MarkovDataset) Dataset.of(batch.economy()).orElseThrow();
        Dataset.Watch recorder = dataset.watch(batch);
        for (int t = 0; t < 60; t++) {
            recorder.before();
            batch.step();
            recorder.after();
        }
        OfflineData data = dataset.data();
        assertTrue(data.episodes() >= 50 * 12, "episodes " + data.episodes());
        for (int k = 0; k + 1 < data.state().length; k++) {
            assertTrue(k % 4 == 3 || data.next()[k] == data.state()[k + 1], "states of an episode follow one another");
        }
        Path file = Files.createTempFile("dataset", ".csv");
        OfflineFile.write(file, "csv", dataset.model(), data);
        OfflineData again = OfflineFile.read(file, dataset.model());
        Files.delete(file);
        assertArrayEquals(data.bundle(), again.bundle());
        double gap = new Mplm(dataset.model(), again, Mplm.Options.REFERENCE)
                .measure()
                .total();
        assertTrue(gap >= 0 && gap < 0.1, "suboptimality " + gap);
    }
}
