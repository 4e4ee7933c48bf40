package walras.server.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Problem;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;
import walras.server.report.Progress;

final class LaboratoryTest {
    /** Seeds give 1, 2, 3, ...; counts how often a seed really ran; fails at a seed when told to. */
    private static final class Counting implements Experiment {
        final AtomicInteger ran = new AtomicInteger();
        long failing = -1;

        @Override
        public String name() {
            return "test-counting";
        }

        @Override
        public String claim() {
            return "The mean is at most 3 & nothing else.";
        }

        @Override
        public int seeds() {
            return 4;
        }

        @Override
        public Findings run(ExperimentContext context) throws IOException {
            List<SeedResult> runs = context.perSeed("count", seed -> {
                if (seed == failing) {
                    throw new IllegalStateException("seed " + seed);
                }
                ran.incrementAndGet();
                return Map.of("curve", new double[] {0, Double.NaN, seed + 1});
            });
            double[] last = SeedResult.last(runs, "curve");
            double[] x = {1, 10, 100};
            Figure.Series curve = Figure.Series.ofSeeds("seeds <all>", x, SeedResult.all(runs, "curve"));
            Figure figure = Figure.of("Counting", Figure.Axis.log("step"), Figure.Axis.linear("count"), curve)
                    .withReferences(new Figure.Reference("limit", 3));
            Figure bars = Figure.of(
                    "Bars",
                    Figure.Axis.categories("seed", "a", "b", "c", "d"),
                    Figure.Axis.linear("count"),
                    Figure.Series.bars(
                            "last",
                            IntStream.range(0, last.length).asDoubleStream().toArray(),
                            last));
            return Findings.of(Finding.below(claim(), "mean count", Interval.ofMean(last), 3))
                    .withTable(
                            new Csv("counts", "seed", "count").row(0, last[0]).row("a,b", last[1]))
                    .withFigure(figure, bars);
        }
    }

    @Test
    void run_writesTableFigureAndSummary(@TempDir Path folder) throws Exception {
        Laboratory.run(new Counting(), Map.of(), 0, false, folder, Progress.SILENT);
        assertEquals("seed,count\n0,1.0\n\"a,b\",2.0\n", Files.readString(folder.resolve("counts.csv")));
        // A figure that is no XML, or a PNG that nobody can read, would pass unseen otherwise.
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("figure.svg").toFile());
        assertEquals(2560, ImageIO.read(folder.resolve("figure.png").toFile()).getWidth());
        JsonObject summary = JsonParser.parseString(Files.readString(folder.resolve("summary.json")))
                .getAsJsonObject();
        assertEquals(2.5, summary.get("measured_value").getAsDouble());
        // Mean of 1 .. 4: standard error 0.6455, t(3) = 3.182.
        assertEquals(
                2.5 - 3.182 * 0.6454972,
                summary.getAsJsonArray("interval").get(0).getAsDouble(),
                1e-6);
        assertEquals("inconclusive", summary.get("verdict").getAsString());
        assertTrue(summary.get("claim").getAsString().startsWith("The mean"));
    }

    // Guards resuming: finished seeds are kept, and only the missing ones run.
    @Test
    void run_afterFailure_keepsFinishedSeeds(@TempDir Path folder) throws Exception {
        Counting experiment = new Counting();
        experiment.failing = 3;
        assertThrows(
                IllegalStateException.class,
                () -> Laboratory.run(experiment, Map.of(), 0, false, folder, Progress.SILENT));
        int before = experiment.ran.get();
        experiment.failing = -1;
        Laboratory.Report report = Laboratory.run(experiment, Map.of(), 0, false, folder, Progress.SILENT);
        assertEquals(4, experiment.ran.get());
        assertEquals(before, report.kept());
        assertEquals(2.5, report.findings().findings().get(0).interval().value());
    }

    // Guards the page of claims: what has run is on it with its verdict, what has not is named, and only the same
    // code's is done.
    @Test
    void claims_oneOfTwoRan_saysBoth(@TempDir Path folder) throws Exception {
        Counting experiment = new Counting();
        Path own = folder.resolve(experiment.name());
        assertFalse(Laboratory.done(experiment, 0, false, own));
        Laboratory.run(experiment, Map.of(), 0, false, own, Progress.SILENT);
        assertTrue(Laboratory.done(experiment, 0, false, own));
        assertTrue(Laboratory.done(experiment, 4, false, own));
        assertFalse(Laboratory.done(experiment, 3, false, own));
        assertFalse(Laboratory.done(experiment, 0, true, own));
        Path page = folder.resolve("docs/claims.md");
        new ClaimsPage(folder).write(List.of(experiment, Laboratory.find("exchange-speed")), page);
        String text = Files.readString(page);
        assertTrue(text.contains("Findings: 1 inconclusive. Not run: `exchange-speed`."), text);
        assertTrue(text.contains("(4 seeds, in full)"), text);
        assertTrue(
                text.contains(
                        "| mean count | 2.5000 | [0.44603, 4.5540] | <= 3.0 (our own threshold) | inconclusive |"),
                text);
    }

    // A program in another language does the work: its summary gets onto the page, the command that runs it is said.
    @Test
    void claims_ofAProgram_takeItsSummary(@TempDir Path folder) throws Exception {
        Experiment learned = Laboratory.find("taxation-mean-field");
        String command = learned.program().orElseThrow();
        Problem refused =
                assertThrows(Problem.class, () -> Laboratory.run(learned, Map.of(), 0, true, folder, Progress.SILENT));
        assertTrue(refused.getMessage().contains(command), refused.getMessage());
        Path own = Files.createDirectories(folder.resolve(learned.name()));
        Files.writeString(
                own.resolve(ClaimsPage.SUMMARY),
                """
                {"experiment": "taxation-mean-field", "seeds": 10, "quick": false, "machine": {"cores": 2}, "findings": [
                  {"claim": "c", "measured": "m", "measured_value": 0.25, "interval": [0.125, 0.375], "expected": ">= 0",
                   "target": "our own threshold", "verdict": "supported"},
                  {"claim": "one seed", "measured": "m", "measured_value": 1, "interval": [null, null], "expected": ">= 0",
                   "target": "our own threshold", "verdict": "inconclusive"}]}
                """);
        Path page = folder.resolve("claims.md");
        new ClaimsPage(folder).write(List.of(learned), page);
        String text = Files.readString(page);
        assertTrue(text.contains("Findings: 1 inconclusive, 1 supported."), text);
        assertTrue(
                text.contains("| c | m | 0.25000 | [0.12500, 0.37500] | >= 0 (our own threshold) | supported |"), text);
    }

    // Guards against results of other settings being taken for these.
    @Test
    void run_quickAfterFull_runsAgain(@TempDir Path folder) throws Exception {
        Counting experiment = new Counting();
        Laboratory.run(experiment, Map.of(), 2, false, folder, Progress.SILENT);
        Laboratory.Report report = Laboratory.run(experiment, Map.of(), 2, true, folder, Progress.SILENT);
        assertEquals(4, experiment.ran.get());
        assertEquals(0, report.kept());
    }

    @Test
    void verdict_intervalAgainstLimit_threeAnswers() {
        assertEquals(
                Verdict.SUPPORTED,
                Finding.below("", "", new Interval(1, 0, 2), 2).verdict());
        assertEquals(
                Verdict.REFUTED, Finding.below("", "", new Interval(4, 3, 5), 2).verdict());
        assertEquals(
                Verdict.INCONCLUSIVE,
                Finding.above("", "", new Interval(2, 1, 3), 2).verdict());
        assertEquals(
                Verdict.SUPPORTED,
                Finding.near("", "", Interval.exact(2), 2, 0.1).verdict());
        // One seed has no interval, and decides nothing.
        assertEquals(
                Verdict.INCONCLUSIVE,
                Finding.below("", "", Interval.ofMean(new double[] {1}), 2).verdict());
    }

    // Guards against a mean that hides the one case in which a claim about all cases fails.
    @Test
    void every_oneViolation_refutesAndCounts() {
        Finding refuted = Finding.everyBelow("", "gap", new double[] {0, 0, 3, 0.5}, 1);
        assertEquals(Verdict.REFUTED, refuted.verdict());
        assertEquals(3, refuted.interval().value());
        assertEquals(4, refuted.cases());
        assertEquals(1, refuted.violations());
        assertEquals(
                Verdict.REFUTED,
                Finding.everyAbove("", "", new double[] {2, Double.NaN}, 1).verdict());
        assertEquals(
                Verdict.SUPPORTED,
                Finding.everyNear("", "", new double[] {2, 2.1}, 2, 0.2).verdict());
        assertThrows(IllegalArgumentException.class, () -> Finding.everyBelow("", "", new double[0], 1));
    }

    @Test
    void against_origin_isInTheSummaryAndOursUnlessSaid() {
        Finding ours = Finding.below("", "", Interval.exact(1), 2);
        assertEquals(Target.OWN_THRESHOLD, ours.target());
        assertEquals("published", ours.against(Target.PUBLISHED).target().id());
    }

    @Test
    void experiments_registered_haveDistinctNames() {
        List<String> names =
                Laboratory.experiments().stream().map(Experiment::name).toList();
        assertEquals(names.size(), names.stream().distinct().count(), names.toString());
    }
}
