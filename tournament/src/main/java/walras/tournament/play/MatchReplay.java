package walras.tournament.play;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import walras.env.GroupTensors;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Tensor;
import walras.env.Tensors;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.Dataset;
import walras.env.batch.PartedBatch;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.work.Limits;
import walras.tournament.file.SeatName;
import walras.tournament.plan.Match;

/**
 * Plays a match's log again, every turn held against its hash, and counts what everybody earned.
 *
 * <p>Programs see no metrics, for these tell what the optimum is. So a second batch, which knows all metrics, takes each
 * step with the same actions; its rewards must be the same.
 */
public final class MatchReplay implements Dataset.Watch {
    /** Is shown every step that counts. */
    public interface Viewer {
        Viewer NONE = tensors -> {};

        void step(Tensors tensors);
    }

    private final Match match;
    private final Batch batch;
    private final Batch twin; // the batch itself, where it has all metrics
    private final EpisodeCount episodes;
    private final Viewer viewer;
    private final List<double[]> payoffs = new ArrayList<>(); // [seats][rows]
    private final Map<String, double[]> metrics = new TreeMap<>(); // sum and count by name
    private long steps;
    private long lastStep = Long.MAX_VALUE;

    private MatchReplay(Match match, Batch batch, Viewer viewer) {
        this.match = match;
        this.batch = batch;
        this.viewer = viewer;
        List<String> names = batch.economy().spec().metrics().stream()
                .map(metric -> metric.name())
                .toList();
        twin = names.stream().allMatch(batch.tensors()::wants) ? batch : twin(names);
        episodes = new EpisodeCount(batch.rows(), match.setting().episodes());
        match.setting().seats().forEach(seat -> payoffs.add(new double[batch.rows()]));
    }

    private Batch twin(List<String> names) {
        Batch other = Batch.of(batch.economy())
                .rows(batch.rows())
                .seed(match.seed())
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(names)
                .build();
        other.stepAlone(true);
        other.reset(match.seed());
        return other;
    }

    /** What a log says of a match. */
    public record Outcome(
            boolean complete, long steps, List<double[]> payoffs, Map<String, Double> metrics, SeatNotes notes) {}

    /**
     * Replays a whole log.
     *
     * @throws IOException if the log is damaged, or a turn comes out otherwise than it was
     */
    public static Outcome of(Registry registry, Path log, Match match, Viewer viewer) throws IOException {
        List<MatchReplay> replays = new ArrayList<>(); // [1], made when the log has said what it plays
        new ReplayVerifier(registry, Limits.defaults()).verify(log, replayed -> {
            PartedBatch batch = replayed.batch().batch();
            batch.stepAlone(true); // matches are played at once, and other cores have work of their own
            replays.add(new MatchReplay(match, batch.part(0), viewer));
            return replays.get(0);
        });
        MatchReplay replay = replays.get(0);
        return new Outcome(
                replay.episodes.done(),
                replay.steps,
                replay.payoffs,
                replay.means(),
                SeatNotes.of(log, match.setting().seats().size(), replay.lastStep));
    }

    /** How far a log has come: the episodes of its first steps. */
    static EpisodeCount count(Registry registry, Path log, Match match, long throughStep) throws IOException {
        EpisodeCount count =
                new EpisodeCount(match.setting().rows(), match.setting().episodes());
        new ReplayVerifier(registry, Limits.defaults()).verify(log, replayed -> new Dataset.Watch() {
            private long step;

            @Override
            public void before() {}

            @Override
            public void after() {
                step++;
                Tensors tensors = replayed.batch().batch().part(0).tensors();
                for (int row = 0; step <= throughStep && row < tensors.rows(); row++) {
                    if ((tensors.terminated().u8()[row] | tensors.truncated().u8()[row]) != 0) {
                        count.finish(row);
                    }
                }
            }
        });
        return count;
    }

    @Override
    public void before() {}

    @Override
    public void after() {
        if (episodes.done()) {
            return;
        }
        steps++;
        if (twin != batch) {
            mirror();
        }
        addPayoffs();
        addMetrics();
        viewer.step(twin.tensors());
        byte[] terminated = batch.tensors().terminated().u8(); // [rows]
        byte[] truncated = batch.tensors().truncated().u8(); // [rows]
        for (int row = 0; row < batch.rows(); row++) {
            if ((terminated[row] | truncated[row]) != 0) {
                episodes.finish(row);
            }
        }
        if (episodes.done()) {
            lastStep = steps;
            payoffs.forEach(seat -> {
                for (int row = 0; row < seat.length; row++) {
                    seat[row] /= match.setting().episodes();
                }
            });
        }
    }

    private void mirror() {
        for (GroupTensors group : batch.tensors().groups()) {
            GroupTensors other = twin.tensors().group(group.group().name());
            for (Tensor action : group.actions()) {
                copy(action, other.action(action.name()));
            }
        }
        twin.stepChecked();
        for (GroupTensors group : batch.tensors().groups()) {
            double[] reward = group.reward().f64(); // [rows, n]
            double[] other = twin.tensors().group(group.group().name()).reward().f64(); // [rows, n]
            if (!Arrays.equals(reward, other)) {
                throw Problem.of(
                        Problem.Kind.INTERNAL, "INTERNAL", "replay", "the same rewards with all metrics", "others", "");
            }
        }
    }

    private static void copy(Tensor from, Tensor to) {
        System.arraycopy(from.data(), 0, to.data(), 0, from.rows() * from.rowSize());
    }

    private void addPayoffs() {
        for (int k = 0; k < payoffs.size(); k++) {
            SeatName seat = match.setting().seats().get(k);
            Tensor reward = batch.tensors().group(seat.group()).reward(); // [rows, n]
            int n = reward.rowSize();
            int from = seat.whole() ? 0 : seat.agent();
            int to = seat.whole() ? n : seat.agent() + 1;
            for (int row = 0; row < batch.rows(); row++) {
                for (int agent = from; agent < to && episodes.counts(row); agent++) {
                    payoffs.get(k)[row] += reward.f64()[row * n + agent];
                }
            }
        }
    }

    private void addMetrics() {
        for (Tensor metric : twin.tensors().metrics()) {
            double[] total = metrics.computeIfAbsent(metric.name(), name -> new double[2]);
            for (int row = 0; row < twin.rows(); row++) {
                for (int i = row * metric.rowSize(); i < (row + 1) * metric.rowSize() && episodes.counts(row); i++) {
                    double value = metric.f64()[i];
                    if (Double.isFinite(value)) {
                        total[0] += value;
                        total[1]++;
                    }
                }
            }
        }
    }

    private Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        metrics.forEach((name, total) -> {
            if (total[1] > 0) {
                means.put(name, total[0] / total[1]);
            }
        });
        return means;
    }
}
