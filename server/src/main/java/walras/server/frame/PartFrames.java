package walras.server.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.GroupTensors;
import walras.env.Metric;
import walras.env.Tensor;
import walras.env.Tensors;
import walras.env.batch.Batch;
import walras.env.batch.FinalObservations;

/** One seat's arrays of one part of a batch, and where the part's rows lie in every field of a frame of all parts. */
final class PartFrames {
    private final int firstRow;
    private final int rows;
    private final TensorRun[] observations; // in the order of the layout's fields
    private final TensorRun[] actions;
    private final TensorRun[] finals; // in the order of FrameLayout.ofFinals
    private final FinalObservations ended;

    /** @param firstRow where the part's rows begin */
    PartFrames(SeatView seat, Batch part, int firstRow) {
        this.firstRow = firstRow;
        rows = part.rows();
        EconomySpec spec = part.economy().spec();
        observations = observationRuns(seat, spec, part.tensors());
        actions = agentRuns(seat, part.tensors().group(seat.group().name()).actions())
                .toArray(TensorRun[]::new);
        ended = part.finals();
        List<String> groups = spec.groups().stream().map(Group::name).toList();
        finals = finalRuns(seat, ended, groups.indexOf(seat.group().name()));
    }

    private PartFrames(PartFrames all, FrameLayout observation, FrameLayout action, Predicate<Field> chosen) {
        firstRow = all.firstRow;
        rows = all.rows;
        observations = chosen(all.observations, observation, chosen);
        actions = chosen(all.actions, action, chosen);
        finals = chosen(all.finals, observation.ofFinals(1), chosen);
        ended = all.ended;
    }

    /**
     * The same part with the chosen fields only.
     *
     * @param observation the layout that these runs have now
     * @param action likewise
     */
    PartFrames of(FrameLayout observation, FrameLayout action, Predicate<Field> chosen) {
        return new PartFrames(this, observation, action, chosen);
    }

    private static TensorRun[] chosen(TensorRun[] runs, FrameLayout layout, Predicate<Field> chosen) {
        return IntStream.range(0, runs.length)
                .filter(k -> chosen.test(layout.fields().get(k)))
                .mapToObj(k -> runs[k])
                .toArray(TensorRun[]::new);
    }

    private static TensorRun[] observationRuns(SeatView seat, EconomySpec spec, Tensors tensors) {
        GroupTensors group = tensors.group(seat.group().name());
        List<TensorRun> runs = new ArrayList<>(agentRuns(seat, group.observations()));
        if (seat.group().masked()) {
            runs.add(agentRun(seat, group.mask()));
        }
        runs.add(agentRun(seat, group.active()));
        runs.add(agentRun(seat, group.reward()));
        runs.add(TensorRun.whole(tensors.terminated()));
        runs.add(TensorRun.whole(tensors.truncated()));
        for (Metric metric : seat.visibleMetrics(spec)) {
            Tensor values = tensors.metric(metric.name());
            runs.add(metric.perAgent() ? agentRun(seat, values) : TensorRun.whole(values));
        }
        if (seat.privileged()) {
            tensors.privileged().forEach(tensor -> runs.add(TensorRun.whole(tensor)));
        }
        return runs.toArray(TensorRun[]::new);
    }

    private static TensorRun[] finalRuns(SeatView seat, FinalObservations ended, int group) {
        List<TensorRun> runs = new ArrayList<>(agentRuns(seat, ended.group(group)));
        if (seat.group().masked()) {
            runs.add(agentRun(seat, ended.mask(group)));
        }
        if (seat.privileged()) {
            ended.privileged().forEach(tensor -> runs.add(TensorRun.whole(tensor)));
        }
        return runs.toArray(TensorRun[]::new);
    }

    private static List<TensorRun> agentRuns(SeatView seat, List<Tensor> tensors) {
        return tensors.stream().map(tensor -> agentRun(seat, tensor)).toList();
    }

    private static TensorRun agentRun(SeatView seat, Tensor tensor) {
        return TensorRun.ofAgents(tensor, seat.firstAgent(), seat.agents());
    }

    int rows() {
        return rows;
    }

    /** How many of the part's rows ended in the last step. */
    int ended() {
        return ended.count();
    }

    /** Writes what is seen of the part's rows {@code [from, to)}. */
    void encode(ByteBuffer frame, int[] offsets, int from, int to) { // [fields]
        encode(observations, frame, offsets, from, to);
    }

    /** Writes the actions of the part's rows {@code [from, to)}. */
    void encodeActions(ByteBuffer frame, int[] offsets, int from, int to) { // [fields]
        encode(actions, frame, offsets, from, to);
    }

    private void encode(TensorRun[] runs, ByteBuffer frame, int[] offsets, int from, int to) { // [fields]
        for (int k = 0; k < runs.length; k++) {
            runs[k].write(frame, offsets[k] + firstRow * runs[k].rowBytes(), from, to);
        }
    }

    /**
     * Writes the true last observations of the rows that ended.
     *
     * @param before how many rows of the parts before this one ended
     */
    void encodeFinals(ByteBuffer frame, int[] offsets, int before) { // [fields]
        for (int k = 0; k < finals.length; k++) {
            finals[k].writeRows(frame, offsets[k] + before * finals[k].rowBytes(), ended.rows(), ended.count());
        }
    }

    /** Copies the actions of the part's rows out of a frame. */
    void decodeActions(ByteBuffer frame, int[] offsets) { // [fields]
        for (int k = 0; k < actions.length; k++) {
            actions[k].read(frame, offsets[k] + firstRow * actions[k].rowBytes());
        }
    }
}
