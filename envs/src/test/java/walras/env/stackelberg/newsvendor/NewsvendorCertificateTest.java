package walras.env.stackelberg.newsvendor;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import walras.env.Solution;
import walras.env.Tampered;

/** A solver that is broken in any one way must not be verified. */
class NewsvendorCertificateTest {
    private static final long SEED = 28;

    private static Solution solve(NewsvendorMarket market) {
        return new NewsvendorEconomy(new NewsvendorSettings(
                        market, RetailerLearner.Kind.BEST_RESPONSE, 10, new PriceGrid(market.chokePrice(), 20)))
                .solve();
    }

    @Test
    void verified_marketsOfEveryScale_areBorneOut() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int k = 0; k < 60; k++) {
            double theta0 = Math.pow(10, random.nextDouble(-2, 6));
            double theta1 = Math.pow(10, random.nextDouble(-3, 3));
            double std = theta0 * Math.pow(10, random.nextDouble(-9, .5));
            Noise noise = List.of(Noise.values()).get(random.nextInt(3));
            NewsvendorMarket market = new NewsvendorMarket(theta0, theta1, noise, noise == Noise.NONE ? 0 : std);
            Solution solved = solve(market);
            assertTrue(solved.verified(), "seed " + SEED + ", " + market + ": " + solved.certificate());
        }
    }

    @Test
    void verified_brokenSolvers_areFound() {
        NewsvendorMarket market = new NewsvendorMarket(10, 1, Noise.NORMAL, 1);
        Solution right = solve(market);
        assertTrue(right.verified());
        for (String table : new String[] {
            "wholesale_price",
            "retail_price",
            "quantity",
            "leader_profit",
            "follower_profit",
            "integrated_profit",
            "reply_profit"
        }) {
            Solution broken = Tampered.each(right, table, .02).get(0);
            assertFalse(NewsvendorCertificate.of(market, broken).verified(), table);
        }
        NewsvendorMarket.Reply reply = market.bestReply(4.6); // a consistent answer that is not the best
        Solution worse = Tampered.with(right, "wholesale_price", 4.6);
        worse = Tampered.with(worse, "retail_price", reply.price());
        worse = Tampered.with(worse, "quantity", reply.quantity());
        worse = Tampered.with(worse, "leader_profit", 4.6 * reply.quantity());
        worse = Tampered.with(worse, "follower_profit", reply.profit());
        NewsvendorCertificate certificate = NewsvendorCertificate.of(market, worse);
        assertTrue(certificate.value() <= 1e-12 && certificate.follower() <= 1e-12, certificate.toString());
        assertFalse(certificate.verified(), certificate.toString());
    }
}
