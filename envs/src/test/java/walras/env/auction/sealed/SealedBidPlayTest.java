package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Metric;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Space;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;

/** What is played agrees with what is solved. */
class SealedBidPlayTest {
    private static final int ROWS = 2048;
    private static final int STEPS = 8;

    private static Economy economy(String options) {
        SealedBidEnvironment environment = new SealedBidEnvironment();
        return environment.economy(environment.options().resolve(SealedBidNumbersTest.parse(options)));
    }

    /** Guards the kernel, payments and the policy: mean revenue, welfare and rewards are the oracle's within 3 errors. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bidders=3",
                "bidders=3; format=all-pay; reserve=.2",
                "entry_fee=.1",
                "bidders=4; format=uniform-price; units=2; reserve=.5",
                "format=vcg; bidders=4; click_rates=[1,.6,.3]; reserve=.3",
                "format=generalised-second-price; information=complete; bidders=4; click_rates=[1,.6,.3]",
                "bidders=3; dependence=interdependent",
                "bidders=3; dependence=average; format=all-pay",
                "bidders=3; dependence=mineral-rights; value_high=10; noise=1",
                "bidders=3; dependence=mineral-rights; value_high=10; noise=1; format=second-price",
                "value_high=[1,2]",
                "budget=.4",
                "risk_aversion=.5",
                "bidders=3; distribution=discrete; value_grid=[1,2,4]; value_weights=[.5,.3,.2]",
                "format=all-pay; distribution=fixed; valuations=[3,2]"
            })
    void play_atEquilibrium_earnsWhatTheOracleSays(String options) {
        Economy economy = economy(options);
        Batch batch = Batch.of(economy)
                .rows(ROWS)
                .seed(7)
                .metrics(List.of("revenue", "welfare"))
                .policy(SealedBidEconomy.BIDDERS, SealedBidEconomy.EQUILIBRIUM, Map.of())
                .build();
        batch.reset(null, null);
        Sample revenue = new Sample();
        Sample welfare = new Sample();
        Sample utility = new Sample();
        for (int t = 0; t < STEPS; t++) {
            batch.step();
            if (batch.tensors().terminated().u8()[0] == 1) { // the other steps only begin episodes
                revenue.add(batch.tensors().metric("revenue").f64(), 1);
                welfare.add(batch.tensors().metric("welfare").f64(), 1);
                double[] rewards =
                        batch.tensors().group(SealedBidEconomy.BIDDERS).reward().f64();
                utility.add(rewards, economy.spec().groups().get(0).agents());
            }
        }
        Solution solution = economy.solve();
        revenue.assertMean(solution.table("expected_revenue").scalar(), options + " revenue");
        welfare.assertMean(solution.table("expected_welfare").scalar(), options + " welfare");
        utility.assertMean(solution.table("expected_utility").values()[0], options + " utility of bidder 0");
    }

    /** Guards the certificate by play: whoever bids any multiple of the equilibrium bid earns no more than at the equilibrium. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bidders=3",
                "bidders=3; format=second-price",
                "bidders=3; format=all-pay",
                "bidders=3; dependence=average",
                "value_high=[1,2]",
                "entry_fee=.1",
                "risk_aversion=.5"
            })
    void deviate_onAGrid_gainsAtMostTheCertificate(String options) {
        Economy economy = economy(options + "; oracle_points=401");
        Solution solution = economy.solve();
        double[] signals = solution.table("signal").values(); // [bidders, points]
        double[] bids = solution.table("equilibrium_bid").values(); // [bidders, points]
        double certified = Objects.requireNonNull(solution.certificate().get("deviation_gain"));
        double[] equilibrium = rewards(economy, signals, bids, 1); // [rows]
        for (int k = 0; k <= 40; k++) {
            double factor = k / 20.0;
            double[] rewards = rewards(economy, signals, bids, factor); // [rows]
            Sample gain = new Sample();
            Arrays.setAll(rewards, row -> rewards[row] - equilibrium[row]);
            gain.add(rewards, 1);
            gain.assertAtMost(certified, options + " bids times " + factor);
        }
    }

    /** What bidder 0 earns where it bids so many times the equilibrium bid and the others bid that; the same signals each time. */
    private static double[] rewards(Economy economy, double[] signals, double[] bids, double factor) { // -> [rows]
        Batch batch = Batch.of(economy).rows(ROWS * STEPS).seed(11).build();
        batch.reset(null, null);
        int n = economy.spec().groups().get(0).agents();
        double[] seen = batch.tensors()
                .group(SealedBidEconomy.BIDDERS)
                .observation("signal")
                .f64(); // [rows, bidders]
        double[] acts =
                batch.tensors().group(SealedBidEconomy.BIDDERS).action("bid").f64(); // [rows, bidders]
        double most = ((Space.Box)
                        economy.spec().groups().get(0).actions().get(0).space())
                .high()
                .get(0);
        int points = signals.length / n;
        for (int k = 0; k < acts.length; k++) {
            int i = k % n;
            double share = (seen[k] - signals[i * points]) / (signals[(i + 1) * points - 1] - signals[i * points]);
            int below = Math.min(points - 2, (int) (share * (points - 1)));
            double part = share * (points - 1) - below;
            double bid = (1 - part) * bids[i * points + below] + part * bids[i * points + below + 1];
            acts[k] = Math.min(most, i == 0 ? factor * bid : bid);
        }
        batch.step();
        double[] all = batch.tensors().group(SealedBidEconomy.BIDDERS).reward().f64(); // [rows, bidders]
        double[] own = new double[all.length / n]; // [rows]
        Arrays.setAll(own, row -> all[row * n]);
        return own;
    }

    private static final class Sample {
        private double sum;
        private double squares;
        private int count;

        void add(double[] values, int stride) { // [B * stride]
            for (int k = 0; k < values.length; k += stride) {
                sum += values[k];
                squares += values[k] * values[k];
                count++;
            }
        }

        private double mean() {
            return sum / count;
        }

        private double error() {
            return Math.sqrt(Math.max(0, squares / count - mean() * mean()) / count);
        }

        void assertAtMost(double most, String what) {
            assertTrue(mean() <= most + 3 * error() + 1e-12, () -> what + " gains " + mean() + " +- " + error());
        }

        void assertMean(double wanted, String what) {
            assertEquals(wanted, mean(), 3 * error() + 1e-12, what);
        }
    }

    /** Guards the regret metric: the equilibrium has none, and a truthful bid in the first price has what theory says. */
    @ParameterizedTest
    @ValueSource(strings = {"bidders=3", "bidders=3; dependence=average", "budget=.4"})
    void regret_atEquilibrium_isNothing(String options) {
        Batch batch = Batch.of(economy(options))
                .rows(64)
                .seed(3)
                .metrics(List.of("regret", "bid_distance"))
                .policy(SealedBidEconomy.BIDDERS, SealedBidEconomy.EQUILIBRIUM, Map.of())
                .build();
        batch.reset(null, null);
        batch.step();
        for (String metric : List.of("regret", "bid_distance")) {
            for (double value : batch.tensors().metric(metric).f64()) {
                assertEquals(0, value, 1e-6, metric);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value_low=1; value_high=1",
                "units=2; format=second-price",
                "click_rates=[1,2]; format=vcg",
                "gamma=2; dependence=interdependent",
                "dependence=mineral-rights; noise=1",
                "strategy=[1,.5]",
                "strategy=[0,2]",
                "distribution=fixed",
                "distribution=fixed; valuations=[1,2,3]",
                "valuations=[1,2]"
            })
    void economy_contradictions_areRefusedByOption(String options) {
        Problem problem = assertThrows(Problem.class, () -> economy(options));
        assertTrue(problem.getMessage().startsWith("option "), problem.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value_high=[1,2]; reserve=.1",
                "value_high=[1,2]; format=all-pay",
                "bidders=3; value_high=[1,1.25,1.25]",
                "format=generalised-second-price; units=2; bidders=3",
                "distribution=fixed; valuations=[1,2]",
                "risk_aversion=.5; format=all-pay",
                "bid_max=.1"
            })
    void solve_withoutAKnownSolution_isRefusedByOption(String options) {
        Problem problem = assertThrows(Problem.class, () -> economy(options).solve());
        assertTrue(problem.getMessage().startsWith("option "), problem.getMessage());
    }

    /** Every metric by hand, from signals, bids and rewards: three bidders, values uniform on [0, 1], where the equilibrium bids two thirds. */
    @ParameterizedTest
    @ValueSource(strings = {"first-price", "second-price", "all-pay"})
    void metrics_randomBids_areWhatSignalsBidsAndRewardsSay(String format) {
        Economy economy = economy("bidders=3; format=" + format);
        Batch batch = Batch.of(economy)
                .rows(16)
                .seed(3)
                .metrics(economy.spec().metrics().stream().map(Metric::name).toList())
                .policy(SealedBidEconomy.BIDDERS, "random", Map.of())
                .autoreset(AutoresetMode.DISABLED)
                .build();
        batch.reset(null, null);
        var bidders = batch.tensors().group(SealedBidEconomy.BIDDERS);
        double[] v = bidders.observation("signal").f64().clone(); // [B, n]
        batch.step();
        double[] b = bidders.action("bid").f64(); // [B, n]
        double[] reward = bidders.reward().f64(); // [B, n]
        for (int row = 0; row < 16; row++) {
            int first = 3 * row;
            int winner = 0;
            for (int i = 1; i < 3; i++) {
                winner = b[first + i] > b[first + winner] ? i : winner;
            }
            double revenue = 0;
            for (int i = 0; i < 3; i++) {
                double own = b[first + i];
                double others = Math.max(b[first + (i + 1) % 3], b[first + (i + 2) % 3]);
                double price = format.equals("second-price") ? others : own;
                double paid = i == winner || format.equals("all-pay") ? price : 0;
                double paidOut = (i == winner ? v[first + i] : 0) - paid;
                revenue += paid;
                assertEquals(paidOut, reward[first + i], 1e-12);
                double hindsight = Math.max(0, v[first + i] - others) - paidOut;
                assertEquals(hindsight, metric(batch, "hindsight_regret")[first + i], 1e-9);
                double best = equilibriumBid(format, v[first + i]);
                assertEquals(Math.abs(own - best), metric(batch, "bid_distance")[first + i], 1e-9);
                double missed = expected(format, v[first + i], best) - expected(format, v[first + i], own);
                assertEquals(missed, metric(batch, "regret")[first + i], 1e-9);
            }
            double highest = Math.max(v[first], Math.max(v[first + 1], v[first + 2]));
            double second = Math.max(b[first + (winner + 1) % 3], b[first + (winner + 2) % 3]);
            assertEquals(revenue, metric(batch, "revenue")[row], 1e-12);
            assertEquals(v[first + winner], metric(batch, "welfare")[row], 1e-12);
            assertEquals(v[first + winner] / highest, metric(batch, "efficiency")[row], 1e-12);
            assertEquals(winner, metric(batch, "winner")[row], 0);
            double asked = format.equals("second-price") ? second : b[first + winner];
            assertEquals(asked, metric(batch, "price")[row], 1e-12);
            assertEquals(1, metric(batch, "sales")[row], 0);
        }
    }

    private static double[] metric(Batch batch, String name) { // [B] or [B, n]
        return batch.tensors().metric(name).f64();
    }

    private static double equilibriumBid(String format, double value) {
        return switch (format) {
            case "second-price" -> value;
            case "all-pay" -> 2 * value * value * value / 3;
            default -> 2 * value / 3;
        };
    }

    /** Expected utility of a bid where two others bid the equilibrium. */
    private static double expected(String format, double value, double bid) {
        double wins =
                switch (format) {
                    case "second-price" -> Math.min(1, bid);
                    case "all-pay" -> Math.min(1, Math.cbrt(1.5 * bid));
                    default -> Math.min(1, 1.5 * bid);
                }; // the chance to be above one of them
        return switch (format) {
            case "second-price" -> value * wins * wins - 2 * wins * wins * wins / 3;
            case "all-pay" -> value * wins * wins - bid;
            default -> (value - bid) * wins * wins;
        };
    }
}
