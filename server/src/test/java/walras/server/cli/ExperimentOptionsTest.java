package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.server.report.Json;

/** Experiments on somebody's own arrays: their curves, their table, and what is refused. */
class ExperimentOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun experiment(String... words) {
        List<String> all = new ArrayList<>(List.of("experiment"));
        all.addAll(List.of(words));
        all.addAll(List.of("--out", folder.resolve("out").toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private CommandRun market(String name, String... more) throws IOException {
        Path weights = Files.writeString(folder.resolve("weights.csv"), "0.5,0.3\n0.2,0.7\n");
        List<String> words = new ArrayList<>(List.of(
                name,
                "--json",
                "--quick",
                "--seeds",
                "2",
                "-o",
                "weights=@" + weights,
                "-o",
                "endowments=[[1, 0.5], [0.2, 0.6]]",
                "-o",
                "transitions=[[[0.8, 0.2], [0.3, 0.7]], [[0.6, 0.4], [0.1, 0.9]]]",
                "-o",
                "horizon=3"));
        words.addAll(List.of(more));
        return experiment(words.toArray(String[]::new));
    }

    private static Map<?, ?> summary(CommandRun run) {
        assertEquals(0, run.exit(), run.err());
        if (Json.parse(run.out()) instanceof Map<?, ?> object) {
            return object;
        }
        throw new AssertionError(run.out());
    }

    // Guards the way from a user's arrays to the curve: with the published instance in their place the regret is
    // another.
    @Test
    void regret_ownArrays_curveOfThemAndTable() throws IOException {
        Path table = folder.resolve("regret.tex");
        Map<?, ?> summary = summary(market("exchange-regret", "-o", "episodes=200", "--table", table.toString()));
        assertTrue(summary.get("options") instanceof Map<?, ?> options
                && Long.valueOf(3).equals(options.get("horizon")));
        List<String> lines = Files.readAllLines(folder.resolve("out/regret.csv"));
        assertTrue(lines.get(lines.size() - 1).contains(",200,"), lines.get(lines.size() - 1));
        String means = Files.readString(folder.resolve("out/means.csv"));
        String latex = Files.readString(table);
        assertTrue(latex.contains("\\begin{tabular}{lrrrr}"), latex);
        assertTrue(latex.contains("greedy, pre-trained & $") && means.contains("\"greedy, pre-trained\","), means);
        summary(experiment("exchange-regret", "--json", "--quick", "--seeds", "2", "-o", "episodes=200"));
        assertTrue(!means.equals(Files.readString(folder.resolve("out/means.csv"))), "the instance's numbers");
    }

    @Test
    void offline_ownArrays_aRowForEachSize() throws IOException {
        Map<?, ?> summary = summary(market("exchange-offline"));
        assertEquals(2, summary.get("findings") instanceof List<?> findings ? findings.size() : 0);
        assertEquals(
                1 + 2 * 4, Files.readAllLines(folder.resolve("out/means.csv")).size());
    }

    // A corridor with one pay at its end: who acts at random within eight steps seldom gets there.
    @Test
    void curves_ownTask_endAtItsOptimum() throws IOException {
        Map<?, ?> summary = summary(experiment(
                "auction-curves",
                "--json",
                "--seeds",
                "2",
                "-o",
                "transitions=[[1, 0], [2, 0], [3, 0], [3, 3]]",
                "-o",
                "rewards=[[0, 0], [0, 0], [4, 0], [0, 0]]",
                "-o",
                "terminal=[3]",
                "-o",
                "horizon=8"));
        assertEquals("supported", summary.get("verdict"));
        String means = Files.readString(folder.resolve("out/means.csv"));
        assertTrue(means.contains("credit-conserving-vickrey x 2,4.0,"), means);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exchange-regret | weight=3 | did you mean weights",
                "exchange-regret | episodes=20 | 200 or more",
                "exchange-regret | utility=leontief | which the learners can learn",
                "exchange-offline | market=report | planner_actions, noise, uniform_part",
                "auction-curves | discont=0.9 | did you mean discount",
                "exchange-speed | horizon=3 | no option",
                "auction-curves | transitions | NAME=JSON"
            })
    void option_thatCannotBe_isRefusedInWords(String name, String option, String words) {
        CommandRun run = experiment(name, "-o", option);
        assertEquals(2, run.exit(), run.err());
        assertTrue(run.err().contains(words), run.err());
    }
}
