package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariants 35, 36, 38 and 39 of the stackelberg specification. */
final class NewsvendorMarketTest {
    private static NewsvendorMarket normal(double std) {
        return new NewsvendorMarket(10, 1, Noise.NORMAL, std);
    }

    private static NewsvendorMarket uniform() {
        return new NewsvendorMarket(10, 1, Noise.UNIFORM, 1 / Math.sqrt(3));
    }

    @Test
    void equilibrium_noNoise_isClosedForm() {
        NewsvendorMarket.Equilibrium e = new NewsvendorMarket(10, 1, Noise.NONE, 0).equilibrium();
        assertAll(
                () -> assertEquals(5, e.wholesalePrice(), 0),
                () -> assertEquals(7.5, e.reply().price(), 1e-12),
                () -> assertEquals(2.5, e.reply().quantity(), 1e-12),
                () -> assertEquals(12.5, e.leaderProfit(), 1e-11),
                () -> assertEquals(6.25, e.reply().profit(), 1e-11));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 5.449983, 5.452174, 18.800154",
        "1, 2, 5.887039, 4.526163, 13.830826",
        "1, 4, 6.735556, 3.026950, 6.317694",
        "1, 5, 7.142587, 2.332936, 3.638930",
        ".5, 4, 6.872239, 3.024188, 7.641961",
        "2, 4, 6.425775, 2.950155, 3.786859",
    })
    void bestReply_normalNoise_matchesSpecification(double std, double a, double p, double b, double profit) {
        NewsvendorMarket.Reply reply = normal(std).bestReply(a);
        assertAll(
                () -> assertEquals(p, reply.price(), 1e-6),
                () -> assertEquals(b, reply.quantity(), 1e-6),
                () -> assertEquals(profit, reply.profit(), 1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 5.943381, 4.383601, 14.669812",
        "4, 6.828427, 3.000000, 7.313708",
        "5, 7.263041, 2.360125, 4.635935",
    })
    void bestReply_uniformNoise_matchesSpecification(double a, double p, double b, double profit) {
        NewsvendorMarket.Reply reply = uniform().bestReply(a);
        assertAll(
                () -> assertEquals(p, reply.price(), 1e-6),
                () -> assertEquals(b, reply.quantity(), 1e-6),
                () -> assertEquals(profit, reply.profit(), 1e-6));
    }

    @Test
    void equilibrium_uniformNoise_matchesSpecification() {
        NewsvendorMarket.Equilibrium e = uniform().equilibrium();
        assertAll(
                () -> assertEquals(4.32633, e.wholesalePrice(), 1e-5),
                () -> assertEquals(6.97056, e.reply().price(), 1e-5),
                () -> assertEquals(2.78813, e.reply().quantity(), 1e-5),
                () -> assertEquals(12.06236, e.leaderProfit(), 1e-5),
                () -> assertEquals(6.36938, e.reply().profit(), 1e-5));
    }

    @Test
    void quantity_fixedPrice_addsQuantileAtCriticalRatio() {
        assertEquals(2.819988, normal(1).quantity(4, 7), 1e-6);
    }

    /** Guards the closed-form slope: no price and quantity of a fine grid around the reply may earn more. */
    @ParameterizedTest
    @CsvSource({"NORMAL, 1, 4", "NORMAL, 2, 3", "UNIFORM, 0.6, 5", "NONE, 0, 2"})
    void bestReply_anyNoise_beatsGridSearch(Noise noise, double std, double a) {
        NewsvendorMarket market = new NewsvendorMarket(10, 1, noise, std);
        NewsvendorMarket.Reply reply = market.bestReply(a);
        double best = 0;
        for (double p = a; p <= 11; p += .02) {
            for (double b = 0; b <= 10; b += .02) {
                best = Math.max(best, market.followerProfit(a, p, b));
            }
        }
        assertTrue(reply.profit() >= best - 1e-9, "grid " + best + " reply " + reply);
        assertEquals(best, reply.profit(), 2e-3);
    }

    // Units that cost nothing are ordered up to certainty; guards an endless order, whose profit was no number.
    @ParameterizedTest
    @CsvSource({"NORMAL, 1", "NORMAL, .01", "UNIFORM, 0.6", "NONE, 0"})
    void bestReply_freeUnits_earnsTheIntegratedProfit(Noise noise, double std) {
        NewsvendorMarket market = new NewsvendorMarket(10, 1, noise, std);
        NewsvendorMarket.Reply reply = market.bestReply(0);
        assertEquals(25, market.integratedProfit(), 1e-12);
        assertEquals(25, reply.profit(), 1e-9);
        assertTrue(reply.quantity() <= 5 + 10 * std, "order " + reply.quantity());
    }

    @Test
    void bestReply_priceAboveChoke_ordersNothing() {
        assertEquals(NewsvendorMarket.Reply.NOTHING, normal(1).bestReply(10.5));
    }

    /** A bound above the loss would skip the root of a scan. */
    @Test
    void shortfallAtLeast_anyProbability_isNoMoreThanTheLoss() {
        SplittableRandom random = new SplittableRandom(5);
        for (Noise noise : Noise.values()) {
            for (int draw = 0; draw < 20_000; draw++) {
                double probability = draw % 2 == 0 ? random.nextDouble() : draw / 20_000.0;
                double loss = noise.shortfall(noise.quantile(probability));
                double least = noise.shortfallAtLeast(probability);
                assertTrue(least <= loss, () -> noise + " at " + probability + ": " + least + " > " + loss);
                assertTrue(least > loss - .01 || probability < .1, () -> noise + " at " + probability + ": " + least);
            }
        }
    }
}
