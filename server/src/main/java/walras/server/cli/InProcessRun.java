package walras.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.PartedBatch;
import walras.server.report.Progress;

/** A batch played by built-in policies, in this process, and what came of it. */
final class InProcessRun {
    /** Steps after which an environment without a time limit is taken for one whose episodes do not end. */
    private static final long PATIENCE_STEPS = 1_000_000;

    private final Settings settings;
    private final Batch batch;
    private final EpisodeReturns returns;
    private final List<MetricMeans> metrics = new ArrayList<>();
    private final TrajectoryHash hash;
    private final @Nullable EpisodeTable table;
    private long steps;
    private double nanos;

    /**
     * @param metrics names; empty for all
     * @param steps of the batch; 0 where episodes are counted
     * @param episodes of all rows together; 0 where steps are counted
     * @param csv the file that has a line for each episode that counts
     */
    record Settings(
            Environment environment,
            Options options,
            List<Profile.Choice> seats,
            SocietyArguments societies,
            int rows,
            long seed,
            Backend backend,
            List<String> metrics,
            long steps,
            long episodes,
            Optional<Path> csv) {
        Settings {
            seats = List.copyOf(seats);
            metrics = List.copyOf(metrics);
        }
    }

    private InProcessRun(Settings settings) throws IOException {
        this.settings = settings;
        Economy economy = settings.environment().economy(settings.options());
        List<String> names = settings.metrics().isEmpty()
                ? economy.spec().metrics().stream().map(metric -> metric.name()).toList()
                : settings.metrics();
        BatchBuilder builder = Batch.of(economy)
                .rows(settings.rows())
                .seed(settings.seed())
                .backend(settings.backend())
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(names);
        Profile.of(economy.spec(), settings.seats()).seats().forEach(builder::seat);
        batch = builder.build();
        settings.societies().begin(batch);
        long counting = settings.episodes() > 0 ? settings.episodes() : Long.MAX_VALUE;
        table = settings.csv().isEmpty()
                ? null
                : new EpisodeTable(settings.csv().get(), batch.tensors(), names);
        returns = new EpisodeReturns(batch.tensors(), counting, table == null ? EpisodeReturns.NOBODY : table::end);
        names.forEach(name -> metrics.add(new MetricMeans(batch.tensors().metric(name))));
        hash = new TrajectoryHash(
                settings.environment().id(), settings.options().shown(), batch.tensors());
    }

    /**
     * Plays until the steps are taken, or every episode that counts is finished.
     *
     * @throws Problem whatever the options, seats or metrics have wrong; NO_EPISODE_END where none ever ends
     */
    static RunReport play(Settings settings, Progress progress) throws IOException {
        return play(List.of(settings), progress).get(0);
    }

    /** Plays several at once, whose batches are laid out alike; each is what it would be by itself. */
    static List<RunReport> play(List<Settings> all, Progress progress) throws IOException {
        List<InProcessRun> runs = new ArrayList<>();
        for (Settings settings : all) {
            runs.add(new InProcessRun(settings));
        }
        long wanted = 0;
        for (InProcessRun run : runs) {
            run.batch.reset(run.settings.seed());
            run.hash.reset();
            wanted += run.wanted();
        }
        List<InProcessRun> playing = runs;
        while (!playing.isEmpty()) {
            PartedBatch together =
                    new PartedBatch(playing.stream().map(run -> run.batch).toList());
            while (playing.stream().allMatch(InProcessRun::unfinished)) {
                step(together, playing);
                progress.update(runs.stream().mapToLong(InProcessRun::done).sum(), wanted, all.size() + " runs");
            }
            playing = playing.stream().filter(InProcessRun::unfinished).toList();
        }
        List<RunReport> reports = new ArrayList<>();
        for (InProcessRun run : runs) {
            reports.add(run.report());
        }
        return reports;
    }

    /** What a step of all takes is shared out by their rows. */
    private static void step(PartedBatch together, List<InProcessRun> playing) {
        long start = System.nanoTime();
        together.step();
        double each = (System.nanoTime() - start) / (double) together.rows();
        playing.forEach(run -> run.stepped(each * run.batch.rows()));
    }

    private RunReport report() throws IOException {
        if (table != null) {
            table.close();
        }
        settings.societies().end(settings.environment(), settings.options(), settings.seats(), batch);
        return new RunReport(
                settings, batch.backend(), steps, nanos / 1e9, returns, List.copyOf(metrics), hash.digests());
    }

    private long wanted() {
        return settings.steps() > 0 ? settings.steps() : settings.episodes();
    }

    private long done() {
        return settings.steps() > 0 ? steps : settings.episodes() - returns.missing();
    }

    private boolean unfinished() {
        if (settings.steps() > 0) {
            return steps < settings.steps();
        }
        boolean noEnd = steps >= PATIENCE_STEPS
                && returns.lengths().count() == 0
                && batch.economy().spec().timeLimit() == 0;
        if (noEnd) {
            throw Problem.precondition(
                    "NO_EPISODE_END",
                    "run --episodes " + settings.episodes(),
                    "episodes that end (or --steps)",
                    "none ended in " + PATIENCE_STEPS + " steps");
        }
        return returns.missing() > 0;
    }

    private void stepped(double took) {
        nanos += took;
        steps++;
        hash.step();
        for (int row = 0; row < settings.rows(); row++) {
            if (returns.counts(row)) {
                for (MetricMeans metric : metrics) {
                    metric.add(row);
                }
                if (table != null) {
                    table.add(row);
                }
            }
        }
        returns.step();
    }
}
