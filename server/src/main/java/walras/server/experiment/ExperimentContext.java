package walras.server.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import walras.env.Options;
import walras.server.report.Progress;

/** What an experiment works with. */
public final class ExperimentContext {
    private final int seeds;
    private final boolean quick;
    private final Options options;
    private final boolean own;
    private final Path out;
    private final SeedStore store;
    private final Progress progress;
    private int kept;

    /** @param own whether anything was chosen */
    ExperimentContext(
            int seeds, boolean quick, Options options, boolean own, Path out, SeedStore store, Progress progress) {
        this.seeds = seeds;
        this.quick = quick;
        this.options = options;
        this.own = own;
        this.out = out;
        this.store = store;
        this.progress = progress;
    }

    /** How many seeds; they are 0, 1, 2, ... */
    public int seeds() {
        return seeds;
    }

    /** True where the whole experiment should fit in two minutes: fewer steps, the same claim. */
    public boolean quick() {
        return quick;
    }

    /** What was chosen of {@link Experiment#options}, with the defaults of the rest. */
    public Options options() {
        return options;
    }

    /** True where anything was chosen: numbers that a paper states are of its own setting. */
    public boolean own() {
        return own;
    }

    /** The folder of the results, for files beyond tables and figures. */
    public Path out() {
        return out;
    }

    /** To be told how far work outside {@link #perSeed} has come. */
    public Progress progress() {
        return progress;
    }

    /** Seeds whose results were taken from the disk. */
    int kept() {
        return kept;
    }

    /**
     * Runs a task once per seed, on all cores, and returns the results in the order of seeds. Every finished seed is
     * written to disk at once; one that is there already, from the same code and settings, is not run again.
     *
     * @param part tells the tasks of one experiment apart; whatever the task depends on besides the seed must be in it
     */
    public List<SeedResult> perSeed(String part, SeedTask task) throws IOException {
        int threads = Math.min(seeds, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        AtomicInteger finished = new AtomicInteger();
        try {
            List<Future<SeedResult>> running = new ArrayList<>();
            for (int seed = 0; seed < seeds; seed++) {
                long key = seed;
                running.add(executor.submit(() -> {
                    SeedResult result = runOrKeep(part, key, task);
                    progress.update(finished.incrementAndGet(), seeds, part);
                    return result;
                }));
            }
            List<SeedResult> results = new ArrayList<>();
            for (Future<SeedResult> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; finished seeds are kept in " + out, interrupted);
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } finally {
            executor.shutdownNow();
        }
    }

    private SeedResult runOrKeep(String part, long seed, SeedTask task) throws IOException {
        var stored = store.read(part, seed);
        if (stored.isPresent()) {
            synchronized (this) {
                kept++;
            }
            return stored.get();
        }
        SeedResult result = new SeedResult(seed, task.run(seed));
        store.write(part, result);
        return result;
    }

    private static IOException rethrown(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof RuntimeException problem) {
            throw problem;
        } else if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException broken ? broken : new IOException(cause);
    }
}
