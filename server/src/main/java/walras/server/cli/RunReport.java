package walras.server.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;

/**
 * What came of a run.
 *
 * @param steps of the batch; every row took so many
 * @param seconds spent in steps, and in nothing else
 */
record RunReport(
        InProcessRun.Settings settings,
        Backend backend,
        long steps,
        double seconds,
        EpisodeReturns returns,
        List<MetricMeans> metrics,
        TrajectoryHash.Digests digests) {
    RunReport {
        metrics = List.copyOf(metrics);
    }

    /** Steps per second; a step of a batch of B counts B. */
    private double rate() {
        return steps * (double) settings.rows() / seconds;
    }

    /** @param rowHashes true to show the digest of every row too */
    Map<String, @Nullable Object> json(boolean rowHashes) {
        Map<String, @Nullable Object> groups = new LinkedHashMap<>();
        returns.byGroup()
                .forEach((name, moments) -> groups.put(
                        name, SpecJson.object("return_mean", moments.mean(), "return_se", moments.standardError())));
        Map<String, @Nullable Object> means = new LinkedHashMap<>();
        metrics.forEach(metric ->
                means.put(metric.name(), SpecJson.object("mean", metric.mean(), "se", metric.standardError())));
        Map<String, @Nullable Object> all = SpecJson.object(
                "environment", settings.environment().id(),
                "options", settings.options().shown(),
                "backend", backend.name().toLowerCase(Locale.ROOT),
                "num_envs", settings.rows(),
                "seed", settings.seed(),
                "steps", steps,
                "episodes", returns.lengths().count(),
                "episode_length_mean", returns.lengths().mean(),
                "groups", groups,
                "metrics", means,
                "seconds", seconds,
                "steps_per_second", rate(),
                "trajectory_sha256", digests.trajectory());
        if (rowHashes) {
            all.put("row_sha256", digests.rows());
        }
        return all;
    }

    /** Means and standard errors by name: {@code return_GROUP}, {@code METRIC}, and each with {@code _se}. */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("episodes", (double) returns.lengths().count());
        returns.byGroup().forEach((name, moments) -> {
            numbers.put("return_" + name, moments.mean());
            numbers.put("return_" + name + "_se", moments.standardError());
        });
        metrics.forEach(metric -> {
            numbers.put(metric.name(), metric.mean());
            numbers.put(metric.name() + "_se", metric.standardError());
        });
        return numbers;
    }

    void print(PrintWriter out) {
        long episodes = returns.lengths().count();
        out.printf(
                Locale.ROOT,
                "%s: %d rows, %d steps, %d episodes%s, %s backend%n",
                settings.environment().id(),
                settings.rows(),
                steps,
                episodes,
                episodes == 0
                        ? " (none finished: no returns; take more --steps)"
                        : String.format(
                                Locale.ROOT, " of %.4g steps", returns.lengths().mean()),
                backend.name().toLowerCase(Locale.ROOT));
        if (episodes > 0) {
            returns.byGroup()
                    .forEach((name, moments) ->
                            printLine(out, "return of " + name, moments.mean(), moments.standardError()));
        }
        metrics.forEach(metric -> printLine(out, metric.name(), metric.mean(), metric.standardError()));
        out.printf(Locale.ROOT, "%.4g steps per second; a step of a batch of B counts B%n", rate());
        out.println("trajectory sha256 " + digests.trajectory());
    }

    private static void printLine(PrintWriter out, String name, double mean, double standardError) {
        String spread = Double.isNaN(standardError) ? "" : String.format(Locale.ROOT, " +- %.3g", standardError);
        out.printf(
                Locale.ROOT,
                "  %-32s %s%s%n",
                name,
                Double.isNaN(mean) ? "not defined" : "%.6g".formatted(mean),
                spread);
    }
}
