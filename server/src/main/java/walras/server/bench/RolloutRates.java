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
import walras.v1.FieldKind;

/**
 * K = 64 steps of a uniform policy on the server: at least 70% of the same in process. Once with every field sent, once with
 * what values a policy and nothing else and, where the machine has it, once with every field through shared memory.
 *
 * <p>Beside them a raw stream of all the bytes. Where steps use every processor, a rollout over gRPC can hardly be faster
 * than first the steps and then the stream. All take turns, round by round.
 */
final class RolloutRates {
    private static final int ROWS = 4096;
    private static final double SHARE = 0.7;
    /** What values a policy: the fields of the rollout that sends less than everything. */
    private static final FieldKind[] OUTCOMES = {
        FieldKind.FIELD_KIND_REWARD, FieldKind.FIELD_KIND_TERMINATED, FieldKind.FIELD_KIND_TRUNCATED
    };

    private final LoopbackServer server;
    private final String environment;
    private final String what;
    private final Stopwatch stopwatch;

    RolloutRates(LoopbackServer server, String environment, Stopwatch hurried) {
        this.server = server;
        this.environment = environment;
        what = "rollout rate " + environment + " B=" + ROWS + " K=64";
        stopwatch = hurried.steady();
    }

    List<BenchmarkResult> measure() throws Exception {
        ManagedChannel channel = server.channel();
        RolloutPlan all = RolloutPlan.uniform(channel, environment, ROWS);
        Work steps = InProcessSteps.uniform(environment, ROWS);
        StreamCase raw = StreamCase.raw(channel, all);
        StreamCase streamed = StreamCase.rollout(channel, all);
        StreamCase outcomes = StreamCase.rollout(channel, RolloutPlan.uniform(channel, environment, ROWS, OUTCOMES));
        try (LocalRolloutCase shared = shared(all)) {
            double[][] rates = rates( // [works][rounds] steps/s
                    shared == null
                            ? List.of(steps, raw, streamed, outcomes)
                            : List.of(steps, raw, streamed, outcomes, shared));
            double inProcess = median(rates[0]);
            List<BenchmarkResult> results = new ArrayList<>();
            results.add(line("raw stream, bytes of ", "", rates[1]));
            results.add(line("steps in process, then raw stream, ", "", oneAfterTheOther(rates[0], rates[1])));
            results.add(rolled("", rates[2], streamed.bytesPerRow(), inProcess));
            results.add(rolled(", reward and flags only", rates[3], outcomes.bytesPerRow(), inProcess));
            if (shared != null) {
                results.add(rolled(" over shared memory", rates[4], shared.bytesPerRow(), inProcess));
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

    private double[][] rates(List<Work> works) throws Exception { // [works][rounds]
        return stopwatch.turns(works.stream()
                .<Stopwatch.Turn>map(work -> nanos -> Stopwatch.round(work, nanos))
                .toArray(Stopwatch.Turn[]::new));
    }

    private static double[] oneAfterTheOther(double[] steps, double[] carried) { // [rounds] each
        double[] both = new double[steps.length]; // [rounds]
        for (int round = 0; round < both.length; round++) {
            both[round] = 1 / (1 / steps[round] + 1 / carried[round]);
        }
        return both;
    }

    private BenchmarkResult line(String before, String after, double[] rounds) { // [rounds]
        return BenchmarkResult.of(WireSuite.NAME, before + what + after, "steps/s", rounds);
    }

    private BenchmarkResult rolled(String after, double[] rounds, double bytesPerRow, double inProcess) { // [rounds]
        return line("", after, rounds)
                .withTarget(SHARE * inProcess)
                .withMore(Map.of(
                        "in_process",
                        inProcess,
                        "share_of_in_process",
                        median(rounds) / inProcess,
                        "bytes_per_row_and_step",
                        bytesPerRow));
    }
}
