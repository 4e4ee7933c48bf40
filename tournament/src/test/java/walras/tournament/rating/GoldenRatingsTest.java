package walras.tournament.rating;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import walras.server.report.Json;

/**
 * Ratings of random tables against those of public implementations, which {@code golden_ratings.py} beside the table has
 * computed: choix for Bradley-Terry, openskill for Plackett-Luce, OpenSpiel's formula with numpy's eigenvectors for alpha-rank.
 */
final class GoldenRatingsTest {
    private static Map<?, ?> golden() throws IOException {
        try (InputStream in = GoldenRatingsTest.class.getResourceAsStream("golden_ratings.json")) {
            return (Map<?, ?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static double[] vector(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    }

    private static double[][] matrix(Object list) {
        return ((List<?>) list).stream().map(GoldenRatingsTest::vector).toArray(double[][]::new);
    }

    @Test
    void bradleyTerry_asChoix() throws IOException {
        List<?> cases = (List<?>) golden().get("bradley_terry");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            assertArrayEquals(vector(table.get("theta")), BradleyTerry.fit(matrix(table.get("wins")), 0), 1e-6);
            // choix penalises alpha theta^2, which is a prior of twice that.
            assertArrayEquals(vector(table.get("penalised")), BradleyTerry.fit(matrix(table.get("wins")), 0.2), 1e-5);
        }
    }

    @Test
    void plackettLuce_asOpenskill() throws IOException {
        List<?> cases = (List<?>) golden().get("plackett_luce");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            PlackettLuce rating = new PlackettLuce(((Number) table.get("n")).intValue());
            for (Object game : (List<?>) table.get("games")) {
                List<?> pair = (List<?>) game;
                double[] members = vector(pair.get(0));
                int[] who = new int[members.length];
                for (int k = 0; k < who.length; k++) {
                    who[k] = (int) members[k];
                }
                rating.game(who, vector(pair.get(1)));
            }
            assertArrayEquals(vector(table.get("mu")), rating.mu(), 1e-9);
            assertArrayEquals(vector(table.get("sigma")), rating.sigma(), 1e-9);
        }
    }

    @Test
    void alphaRank_asOpenSpiel() throws IOException {
        List<?> cases = (List<?>) golden().get("alpha_rank");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            assertArrayEquals(
                    vector(table.get("mass")),
                    AlphaRank.of(
                            matrix(table.get("payoff")),
                            ((Number) table.get("m")).intValue(),
                            ((Number) table.get("alpha")).doubleValue()),
                    1e-9);
        }
    }
}
