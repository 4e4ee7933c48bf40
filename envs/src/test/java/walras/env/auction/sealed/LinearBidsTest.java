package walras.env.auction.sealed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Solution;

/** Gains in closed form against the search that knows nothing of lines. */
final class LinearBidsTest {
    private static final long SEED = 20_261_201;

    /** The certificate's own numbers: an equilibrium has round-off, a bid off by a fifth of the other's exactly 1/180. */
    @ParameterizedTest
    @CsvSource({
        "first-price, 2, 0 .5, 0, 1e-12",
        "first-price, 2, 0 .6, .005555555555555556, 1e-12",
        "first-price, 3, 0 .6666666666666666, 0, 1e-12",
        "second-price, 4, 0 1, 0, 1e-12",
        "first-price, 2, 0 .7, .01904761904761905, 1e-12",
        "all-pay, 2, 0 .5, .04166666666666667, 1e-12",
        "first-price, 2, .3 .3, .145, 1e-12",
    })
    void gain_knownBids_isExact(String format, int bidders, String bids, double gain, double width) {
        double[] knots = Arrays.stream(bids.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray(); // [points]
        assertEquals(gain, new LinearBids(format, bidders, 0, 1, 0, knots.length).gain(knots), width);
    }

    /** Random rules with flat stretches, reserves and supports, of everybody and of two that differ. */
    @ParameterizedTest
    @CsvSource({
        "first-price, 0",
        "first-price, .35",
        "second-price, 0",
        "second-price, .35",
        "all-pay, 0",
        "all-pay, .35"
    })
    void utilities_randomRules_areThoseOfTheSearch(String format, double reserve) {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 24; trial++) {
            int bidders = 2 + trial % 3;
            double low = trial % 4 == 3 ? .25 : 0;
            double[][] bids = new double[bidders][]; // [bidders][points]
            int points = 2 + random.nextInt(7);
            for (int i = 0; i < bidders; i++) {
                bids[i] = i > 0 && (bidders > 2 || trial % 2 == 0) ? bids[0] : rule(random, points);
            }
            Map<String, Object> options = new HashMap<>(Map.of("format", format, "bidders", bidders));
            options.put("reserve", reserve);
            options.put("value_low", low);
            options.put(
                    "strategy", Arrays.stream(bids).map(LinearBidsTest::boxed).toList());
            SealedBidSettings settings =
                    SealedBidSettings.of(new SealedBidEnvironment().options().resolve(options));
            LinearBids linear = LinearBids.of(settings.game(), bids);
            assertNotNull(linear);
            Profile profile = settings.strategyProfile();
            assertNotNull(profile);
            Exploitability searched = new Exploitability(profile);
            double[] own = profile.outcome().utility(); // [bidders]
            for (int i = 0; i < bidders; i++) {
                linear.meet(bids[(i + 1) % bidders]);
                String what = "seed " + SEED + " trial " + trial + " " + Arrays.deepToString(bids);
                assertEquals(own[i], linear.own(bids[i]), 1e-10, what);
                assertEquals(searched.bestUtility(i), linear.best(), 5e-8, what);
                assertTrue(linear.best() >= searched.bestUtility(i) - 1e-12, what);
            }
        }
    }

    /** As many bids as learned rules have, risk averse bidders: against every bid of a grid at every value of one. */
    @ParameterizedTest
    @CsvSource({"first-price, 2", "first-price, 3", "all-pay, 2"})
    void solve_learnedBidsOfRiskAverse_areThoseOfAGrid(String format, int bidders) {
        double[] bids = new double[41]; // [points]
        Arrays.setAll(bids, k -> .01 * k + .001 * (k * 7 % 5));
        Solution solution = SealedBidSettingsTest.solve(
                Map.of("format", format, "bidders", bidders, "risk_aversion", .5, "strategy", boxed(bids)));
        boolean pays = format.equals("all-pay");
        double mean = 0;
        int values = 1000;
        int grid = 4000;
        for (int i = 0; i < values; i++) {
            double value = (i + .5) / values;
            double most = 0;
            for (int j = 0; j <= grid; j++) {
                double bid = .41 * j / grid;
                double wins = Math.pow(share(bids, bid), bidders - 1);
                double lost = pays ? -Math.sqrt(bid) : 0;
                most = Math.max(
                        most, wins * Math.signum(value - bid) * Math.sqrt(Math.abs(value - bid)) + (1 - wins) * lost);
            }
            mean += most / values;
        }
        assertEquals(mean, solution.table("best_reply_utility").values()[0], 5e-5); // a grid misses the kinks
    }

    /** Of equally spaced values below the one that bids x. */
    private static double share(double[] bids, double x) { // [points]
        int k = 0;
        while (k + 1 < bids.length && bids[k + 1] < x) {
            k++;
        }
        double last = bids.length - 1;
        return k == last ? 1 : (k + Math.min(1, (x - bids[k]) / (bids[k + 1] - bids[k]))) / last;
    }

    private static double[] rule(Random random, int points) { // -> [points]
        double[] bids = new double[points]; // [points]
        for (int k = 0; k < points; k++) {
            double step = random.nextInt(3) == 0 ? 0 : random.nextDouble() / points;
            bids[k] = (k == 0 ? 0 : bids[k - 1]) + step;
        }
        return bids;
    }

    private static List<Double> boxed(double[] bids) { // [points]
        return Arrays.stream(bids).boxed().toList();
    }

    /** What the closed form does not cover is left to the search. */
    @Test
    void of_otherGames_isNone() {
        double[][] bids = {{0, .5}, {0, .5}}; // [2][2]
        for (Map<String, Object> options : List.<Map<String, Object>>of(
                Map.of("distribution", "power", "power", 2),
                Map.of("entry_fee", .1),
                Map.of("risk_aversion", .5),
                Map.of("budget", .4),
                Map.of("tie_rule", "lowest-index"),
                Map.of("value_high", List.of(1, 2)))) {
            SealedBidSettings settings =
                    SealedBidSettings.of(new SealedBidEnvironment().options().resolve(options));
            assertNull(LinearBids.of(settings.game(), bids), options.toString());
        }
    }
}
