package walras.tournament.rating;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import walras.server.report.Json;

/**
 * Ratings of random tables against those of public implementations, which {@code golden_ratings.py} beside the table has
 * computed: choix for Bradley-Terry, openskill for Plackett-Luce, OpenSpiel's formula with numpy's eigenvectors for alpha-rank.
 */
final class GoldenRatingsTest {
    private static Map<?, ?> golden() throws IOException {
        try (InputStream in = GoldenRatingsTest.class.getResourceAsStream("golden_ratings.json")) {
            return (Map<?, ?>)
                    Objects.requireNonNull(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private static Object member(Map<?, ?> table, String name) {
        return Objects.requireNonNull(table.get(name), name);
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
        List<?> cases = (List<?>) member(golden(), "bradley_terry");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            assertArrayEquals(vector(member(table, "theta")), BradleyTerry.fit(matrix(member(table, "wins")), 0), 1e-6);
            // choix penalises alpha theta^2, which is a prior of twice that.
            assertArrayEquals(
                    vector(member(table, "penalised")), BradleyTerry.fit(matrix(member(table, "wins")), 0.2), 1e-5);
        }
    }

    @Test
    void plackettLuce_asOpenskill() throws IOException {
        List<?> cases = (List<?>) member(golden(), "plackett_luce");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            PlackettLuce rating = new PlackettLuce(((Number) member(table, "n")).intValue());
            for (Object game : (List<?>) member(table, "games")) {
                List<?> pair = (List<?>) game;
                double[] members = vector(pair.get(0));
                int[] who = new int[members.length];
                for (int k = 0; k < who.length; k++) {
                    who[k] = (int) members[k];
                }
                rating.game(who, vector(pair.get(1)));
            }
            assertArrayEquals(vector(member(table, "mu")), rating.mu(), 1e-9);
            assertArrayEquals(vector(member(table, "sigma")), rating.sigma(), 1e-9);
        }
    }

    @Test
    void alphaRank_asOpenSpiel() throws IOException {
        List<?> cases = (List<?>) member(golden(), "alpha_rank");
        assertEquals(20, cases.size());
        for (Object each : cases) {
            Map<?, ?> table = (Map<?, ?>) each;
            assertArrayEquals(
                    vector(member(table, "mass")),
                    AlphaRank.of(
                            matrix(member(table, "payoff")),
                            ((Number) member(table, "m")).intValue(),
                            ((Number) member(table, "alpha")).doubleValue()),
                    1e-9);
        }
    }
}
