package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Environment;
import walras.env.Registry;

final class WalrasTest {
    static List<String> ids() {
        return Registry.discover().environments().stream().map(Environment::id).toList();
    }

    private static JsonObject json(String... words) {
        CommandRun run = CommandRun.of(words);
        assertEquals(0, run.exit(), run.err());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    // Guards the promise of design/interfaces.md: scripts read these keys.
    @Test
    void runJson_counter_hasThePromisedKeys() {
        JsonObject run = json("run", "counter-v0", "--num-envs", "5", "--episodes", "7", "--json");
        Set<String> promised = Set.of(
                "environment",
                "options",
                "backend",
                "num_envs",
                "episodes",
                "groups",
                "metrics",
                "steps_per_second",
                "trajectory_sha256");
        assertTrue(run.keySet().containsAll(promised), run.keySet().toString());
        assertEquals(7, run.get("episodes").getAsInt());
        JsonObject group = run.getAsJsonObject("groups").getAsJsonObject("counters");
        assertEquals(10, group.get("return_mean").getAsDouble(), "ten increments of one");
        assertEquals(0, group.get("return_se").getAsDouble());
        JsonObject total = run.getAsJsonObject("metrics").getAsJsonObject("total");
        assertEquals(5.5, total.get("mean").getAsDouble(), "the mean of 1 .. 10");
        assertEquals(64, run.get("trajectory_sha256").getAsString().length());
    }

    // Guards the promise of design/interfaces.md: scripts read these keys.
    @Test
    void evaluateJson_sealedBids_hasThePromisedKeys() {
        JsonObject evaluated =
                json("evaluate", "auction/sealed-bid-v0", "--policy", "bidders[1]=truthful:{\"factor\":0.6}", "--json");
        assertTrue(evaluated.keySet().containsAll(Set.of("nash_conv", "exploitability", "best_reply")));
        JsonObject replies = evaluated.getAsJsonObject("best_reply");
        assertEquals(Set.of("bidders[0]", "bidders[1]"), replies.keySet());
        JsonObject second = replies.getAsJsonObject("bidders[1]");
        assertTrue(second.keySet().containsAll(Set.of("value", "gain", "exact")));
        assertTrue(second.get("exact").getAsBoolean());
        double sum = second.get("gain").getAsDouble()
                + replies.getAsJsonObject("bidders[0]").get("gain").getAsDouble();
        assertEquals(sum, evaluated.get("nash_conv").getAsDouble(), 1e-12);
        assertEquals(sum / 2, evaluated.get("exploitability").getAsDouble(), 1e-12);
        assertEquals(1 / 6.0, second.get("value").getAsDouble(), 1e-7, "against half the value");
    }

    // Guards against returns that come from unfinished episodes.
    @Test
    void runJson_noEpisodeFinished_returnsAreNull() {
        JsonObject run = json("run", "counter-v0", "--steps", "3", "--json");
        JsonObject group = run.getAsJsonObject("groups").getAsJsonObject("counters");
        assertTrue(group.get("return_mean").isJsonNull());
        assertEquals(0, run.get("episodes").getAsInt());
    }

    // Guards the hash: a row's story depends on neither its neighbours nor the number of rows.
    @Test
    void runRowHashes_otherBatchSizes_rowsAgree() {
        List<String> hashes = new java.util.ArrayList<>();
        for (String rows : List.of("1", "7", "1024")) {
            JsonObject run = json(
                    "run",
                    "counter-v0",
                    "--policy",
                    "counters=random",
                    "--num-envs",
                    rows,
                    "--steps",
                    "40",
                    "--seed",
                    "3",
                    "--json",
                    "--row-hashes");
            hashes.add(run.getAsJsonArray("row_sha256").get(0).getAsString());
        }
        assertEquals(1, Set.copyOf(hashes).size(), hashes.toString());
    }

    // Guards the hash the other way round: it must see actions.
    @Test
    void run_otherSeed_otherHash() {
        String[] words = {"run", "counter-v0", "--policy", "counters=random", "--steps", "20", "--json", "--seed", "0"};
        String first = json(words).get("trajectory_sha256").getAsString();
        words[words.length - 1] = "1";
        assertTrue(!first.equals(json(words).get("trajectory_sha256").getAsString()));
    }

    @Test
    void run_policyOfOneAgent_othersKeepTheirs() {
        JsonObject run = json(
                "run",
                "counter-v0",
                "-o",
                "agents=2",
                "-o",
                "horizon=10",
                "--policy",
                "counters=random",
                "--policy",
                "counters[1]=always",
                "--metrics",
                "regret",
                "--num-envs",
                "200",
                "--json");
        double mean = run.getAsJsonObject("metrics")
                .getAsJsonObject("regret")
                .get("mean")
                .getAsDouble();
        // One agent never misses, the other misses half the time: a quarter over both.
        assertEquals(0.25, mean, 0.05);
        assertEquals(1, run.getAsJsonObject("metrics").size());
    }

    @Test
    void solveJson_counter_hasThePromisedKeys() {
        JsonObject solved = json("solve", "counter-v0", "-o", "target=3", "--json");
        JsonObject table = solved.getAsJsonObject("tables").getAsJsonObject("v_star");
        assertEquals("[4]", table.get("shape").toString());
        assertEquals("[\"count\"]", table.get("dims").toString());
        assertEquals("[3.0,2.0,1.0,0.0]", table.get("values").toString());
        assertEquals(3, solved.getAsJsonObject("options").get("target").getAsInt());
        assertTrue(solved.getAsJsonObject("certificate").has("bellman_residual"));
    }

    // Guards every registered environment: what a newcomer types first must work.
    @ParameterizedTest
    @MethodSource("ids")
    void describe_everyEnvironment_textAndJson(String id) {
        CommandRun text = CommandRun.of("describe", id);
        assertEquals(0, text.exit(), text.err());
        assertTrue(text.out().startsWith(id), text.out());
        assertTrue(text.out().contains("\n@"), "BibTeX of its sources");
        JsonObject described = json("describe", id, "--json");
        assertEquals(id, described.get("id").getAsString());
        assertTrue(described.getAsJsonArray("groups").size() > 0);
        assertTrue(described.getAsJsonArray("sources").size() > 0);
    }

    // Guards readers of describe: it says what the pages say of seats, metrics and policies that some options bring.
    @Test
    void describe_underOtherOptions_isSaid() {
        String text = CommandRun.of("describe", "stackelberg/matrix-v0").out();
        String only = "Only with `follower_seat` = `true`";
        assertTrue(text.contains("group follower, 1 agent") && text.contains(only), text);
        assertTrue(Pattern.compile("follower_regret .*" + only).matcher(text).find(), text);
        JsonObject others = json("describe", "stackelberg/matrix-v0", "--json").getAsJsonObject("under_other_options");
        JsonObject group = others.getAsJsonArray("groups").get(0).getAsJsonObject();
        assertEquals("follower", group.get("name").getAsString());
        assertEquals("[\"follower_seat=true\"]", group.get("only_with").toString());
        String seated = CommandRun.of("describe", "stackelberg/matrix-v0", "-o", "follower_seat=true")
                .out();
        assertTrue(seated.contains("group follower, 1 agent"), seated);
        assertFalse(seated.contains(only), seated);
    }

    @Test
    void envsJson_allRegistered() {
        assertEquals(
                ids().size(),
                json("envs", "--json").getAsJsonArray("environments").size());
    }

    // Guards exit code 2 and the nearest right word.
    @ParameterizedTest
    @CsvSource({
        "envz, envs",
        "run counter-v1, counter-v0",
        "run counter-v0 -o agent=1, agents",
        "run counter-v0 --polic x, --policy",
        "run counter-v0 --policy countrs=random, counters",
        "run counter-v0 --policy counters=rando, random",
        "run counter-v0 --metrics tota, total",
        "experiment nonesuch-at-all, experiment",
        "bench kernel, kernels",
        "run counter-v0 -o agents=[1, JSON",
        "run counter-v0 -o agents=0, 1024",
        "run counter-v0 --steps 1 --episodes 1, either",
        "run counter-v0 --seed -1, 9223372036854775807",
        "run counter-v0 --seed 1.5, 9223372036854775807",
        "run counter-v0 --seed 9223372036854775808, from 0",
        "run, ID",
        "replay verfy x, verify",
        "replay verify /no/such/log, readable",
        "serve --port 70000, 65535",
        "serve --tls-cert x, --tls-key",
        "docs --owt x, --out",
    })
    void wrongWords_exitTwo_namesTheNearest(String words, String named) {
        CommandRun run = CommandRun.of(words.split(" "));
        assertEquals(2, run.exit(), run.err());
        assertTrue(run.err().contains(named), run.err());
        assertEquals("", run.out());
    }
}
