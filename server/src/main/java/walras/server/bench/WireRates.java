package walras.server.bench;

import static walras.server.bench.BenchmarkResult.median;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Registry;
import walras.env.Tensor;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.v1.FieldKind;

/**
 * Rates over loopback beside the rates that bound them, which take turns round by round: a play stream beside the same
 * world in process and the echo; a rollout beside the same world in process.
 */
final class WireRates {
    private static final int ROWS = 4096;
    private static final double PLAY_SHARE = 0.6;
    private static final double ROLLOUT_SHARE = 0.7;
    /** What values a policy: the fields of the rollout that sends less than everything. */
    private static final FieldKind[] OUTCOMES = {
        FieldKind.FIELD_KIND_REWARD, FieldKind.FIELD_KIND_TERMINATED, FieldKind.FIELD_KIND_TRUNCATED
    };

    private final LoopbackServer server;
    private final String environment;
    private final Stopwatch stopwatch;

    WireRates(LoopbackServer server, String environment, Stopwatch hurried) {
        this.server = server;
        this.environment = environment;
        stopwatch = hurried.patient();
    }

    /** At least 60% of what binds: the world in process, or the echo's bytes. */
    List<BenchmarkResult> play() throws Exception {
        ManagedChannel channel = server.channel();
        try (WireCase wire = new WireCase(channel, environment, ROWS)) {
            Work step = steps(false);
            double[][] rates = stopwatch.turns( // [turns][rounds] steps/s
                    nanos -> Stopwatch.round(step, nanos),
                    nanos -> rate(wire.echo(nanos)),
                    nanos -> rate(wire.play(nanos)));
            return List.of(played(median(rates[0]), median(rates[1]), rates[2]));
        } finally {
            channel.shutdownNow();
        }
    }

    private BenchmarkResult played(double inProcess, double echo, double[] rounds) { // [rounds]
        double rate = median(rounds);
        double bound = Math.min(inProcess, echo);
        return BenchmarkResult.of(WireSuite.NAME, "play rate " + environment + " B=" + ROWS, "steps/s", rounds)
                .withTarget(PLAY_SHARE * bound)
                .withMore(Map.of(
                        "in_process",
                        inProcess,
                        "echo",
                        echo,
                        "share_of_in_process",
                        rate / inProcess,
                        "share_of_what_binds",
                        rate / bound));
    }

    private static double rate(long[] roundTrips) { // [count] ns
        double sum = 0;
        for (long nanos : roundTrips) {
            sum += nanos;
        }
        return ROWS * 1e9 * roundTrips.length / sum;
    }

    /** Steps of the world in process: with the actions that a play stream is given here, or played uniformly. */
    private Work steps(boolean uniform) {
        Environment found = Registry.discover().find(environment);
        BatchBuilder builder =
                Batch.of(found.economy(found.options().defaults())).rows(ROWS).seed(1);
        Group group = found.economy(found.options().defaults()).spec().groups().get(0);
        if (uniform) {
            builder.policy(group.name(), "random", Map.of());
        }
        Batch batch = builder.build();
        batch.reset(null, null);
        Tensor actions = batch.tensors().groups().get(0).actions().get(0);
        Tensor given = Tensor.zeros(actions.name(), actions.dtype(), ROWS, actions.rowShape());
        return () -> {
            if (!uniform) {
                System.arraycopy(given.data(), 0, actions.data(), 0, ROWS * actions.rowSize());
            }
            batch.step();
            return ROWS;
        };
    }

    /**
     * K = 64 steps of a uniform policy on the server: at least 70% of the same in process. Once with every field sent, once
     * with what values a policy and nothing else and, where the machine has it, once with every field through shared memory.
     */
    List<BenchmarkResult> rollouts() throws Exception {
        ManagedChannel channel = server.channel();
        RolloutPlan all = RolloutPlan.uniform(channel, environment, ROWS);
        RolloutCase streamed = new RolloutCase(channel, all);
        RolloutCase outcomes = new RolloutCase(channel, RolloutPlan.uniform(channel, environment, ROWS, OUTCOMES));
        try (LocalRolloutCase shared = shared(all)) {
            Work step = steps(true);
            List<Work> works = new ArrayList<>(List.of(step, streamed, outcomes));
            if (shared != null) {
                works.add(shared);
            }
            double[][] rates = stopwatch.turns(works.stream() // [turns][rounds] steps/s
                    .<Stopwatch.Turn>map(work -> nanos -> Stopwatch.round(work, nanos))
                    .toArray(Stopwatch.Turn[]::new));
            String what = "rollout rate " + environment + " B=" + ROWS + " K=64";
            List<BenchmarkResult> results = new ArrayList<>();
            results.add(rolled(what, rates[1], streamed.bytesPerRow(), rates[0]));
            results.add(rolled(what + ", reward and flags only", rates[2], outcomes.bytesPerRow(), rates[0]));
            if (shared != null) {
                results.add(rolled(what + " over shared memory", rates[3], shared.bytesPerRow(), rates[0]));
            }
            return results;
        } finally {
            channel.shutdownNow();
        }
    }

    private @Nullable LocalRolloutCase shared(RolloutPlan plan) throws IOException {
        Optional<Path> socket = server.localSocket();
        return socket.isPresent() ? new LocalRolloutCase(socket.get(), plan) : null;
    }

    private static BenchmarkResult rolled(String what, double[] rolled, double bytesPerRow, double[] inProcess) {
        return BenchmarkResult.of(WireSuite.NAME, what, "steps/s", rolled)
                .withTarget(ROLLOUT_SHARE * median(inProcess))
                .withMore(Map.of(
                        "in_process",
                        median(inProcess),
                        "share_of_in_process",
                        median(rolled) / median(inProcess),
                        "bytes_per_row_and_step",
                        bytesPerRow));
    }
}
