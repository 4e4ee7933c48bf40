package walras.env.stackelberg.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.Solution;
import walras.env.batch.Batch;

/** Ties are judged by the payoffs of the player who is to be indifferent, in the oracle and in sessions. */
class NearTiesTest {
    private static final List<List<Double>> LEADER = List.of(List.of(5.0, 0.0), List.of(0.0, 1.0));

    private static Economy economy(Map<String, Object> options) {
        Environment environment = Registry.discover().find("stackelberg/matrix-v0");
        return environment.economy(environment.options().resolve(options));
    }

    private static List<List<Double>> follower(double unit, double constant) {
        return List.of(List.of(constant - unit, constant), List.of(constant, constant + unit));
    }

    @ParameterizedTest
    @CsvSource({"1e-10,0", "1e-10,1e-8", "1,0", "1e8,-1e8", "1e-9,1e-3", "1,1000"})
    void solve_followerWithSmallPayoffs_hasPreferences(double unit, double constant) {
        Solution solution = economy(Map.of("leader_payoff", LEADER, "follower_payoff", follower(unit, constant)))
                .solve();
        assertEquals(1, solution.table("leader_value").scalar());
        assertEquals(1, solution.table("equilibrium_row").scalar());
        assertEquals(1, solution.table("mixed_leader_value").scalar());
        assertEquals(1, solution.certificate().get("verified"));
    }

    @Test
    void solve_differenceWithinRounding_isATie() {
        List<List<Double>> rounded = List.of(List.of(.3, .1 + .2), List.of(0.0, 1.0));
        Solution solution = economy(Map.of("leader_payoff", LEADER, "follower_payoff", rounded))
                .solve();
        assertEquals(5, solution.table("leader_value").scalar());
    }

    // Equal is what differs by at most 2^-40 of the range, whatever else stands in the game: 1.82e-12 of a range of 2.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[2,1,0,0]; [1.9999999999985,2,2.0000000000015,0]; 1",
                "[0,1,0]; [2,1.9999999999985,0]; 1",
                "[0,1,0],[0,0,0]; [2,1.9999999999985,0],[1.999999999997,0,0]; 1",
                "[0,0,3,0]; [2,1.9999999999985,1.999999999997,0]; 0", // within 2^-40 of its neighbour, not of the best
            })
    void solve_tiesOfOneRow_areOfItsBestPayoff(String leader, String follower, double value) {
        Solution solution = economy(Map.of("leader_payoff", rows(leader), "follower_payoff", rows(follower)))
                .solve();
        assertEquals(value, solution.table("leader_value").scalar());
        assertEquals(value, solution.table("mixed_leader_value").scalar());
        assertEquals(1, solution.certificate().get("verified"));
    }

    private static List<List<Double>> rows(String text) {
        return Arrays.stream(text.substring(1, text.length() - 1).split("],\\["))
                .map(row -> Arrays.stream(row.split(",")).map(Double::valueOf).toList())
                .toList();
    }

    // The follower answers row 0 with column 1, however small its payoffs are beside the leader's.
    @ParameterizedTest
    @ValueSource(strings = {"best-response", "fictitious-play"})
    void session_followerWithSmallPayoffs_keepsToThem(String followers) {
        Map<String, Object> options = Map.of(
                "leader_payoff",
                LEADER,
                "follower_payoff",
                follower(1e-10, 0),
                "followers",
                followers,
                "reward_unit",
                "raw");
        Batch batch = play(options, Map.of("answer", 0L));
        assertEquals(0, batch.tensors().metric("leader_value").f64()[0]);
        assertEquals(1, batch.tensors().metric("distance").f64()[0]);
    }

    // The commitment that was thought the best: honest distances of a wrong row and of the right one.
    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "2,1"})
    void session_equalRows_distanceIsHonest(long row, double distance) {
        Map<String, Object> options = Map.of(
                "leader_payoff",
                List.of(List.of(0.0, 1.0), List.of(2.0, 1.0), List.of(0.0, 1.0)),
                "follower_payoff",
                List.of(List.of(2.0, 2.0), List.of(2.0, 0.0), List.of(2.0, 2.0)),
                "commitment",
                "mixed",
                "followers",
                "best-response",
                "reward_unit",
                "raw");
        Batch batch = play(options, Map.of("answer", row));
        assertEquals(distance, batch.tensors().metric("distance").f64()[0], 1e-12);
    }

    // Raw payoffs of 1000: the gaps are the follower's payoffs, not shares of the largest.
    @ParameterizedTest
    @CsvSource({"raw,1000", "maximum,1"})
    void session_gaps_areInTheUnitOfRewards(String unit, double gap) {
        Map<String, Object> options = Map.of(
                "leader_payoff",
                List.of(List.of(1.0, 0.0)),
                "follower_payoff",
                List.of(List.of(1000.0, 0.0)),
                "followers",
                "ucb",
                "response_steps",
                1L,
                "extraction",
                "last-mixed",
                "confidence",
                1.0,
                "reward_unit",
                unit);
        Batch batch = play(options, Map.of("answer", 0L));
        // One visit each: the second is still unvisited when play is frozen, and is what an optimist tries.
        assertEquals(gap, batch.tensors().metric("bcce_gap").f64()[0], 1e-12);
        assertEquals(unit.equals("raw") ? "payoff" : "share of the largest payoff", unitOf(options, "bcce_gap"));
        assertEquals(unit.equals("raw") ? "payoff" : "share of the largest payoff", unitOf(options, "leader_value"));
    }

    private static String unitOf(Map<String, Object> options, String metric) {
        return economy(options).spec().metrics().stream()
                .filter(each -> each.name().equals(metric))
                .findFirst()
                .orElseThrow()
                .unit();
    }

    private static Batch play(Map<String, Object> options, Map<String, Object> leader) {
        Batch batch = Batch.of(economy(options))
                .rows(1)
                .seed(1)
                .metrics(List.of("leader_value", "distance", "bcce_gap"))
                .policy("leader", "constant", leader)
                .build();
        batch.reset(null, null);
        while (batch.tensors().terminated().u8()[0] == 0) {
            batch.step();
        }
        return batch;
    }
}
