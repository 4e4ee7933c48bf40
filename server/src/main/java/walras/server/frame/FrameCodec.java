package walras.server.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.GroupTensors;
import walras.env.Metric;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Tensor;
import walras.env.Tensors;
import walras.env.batch.Batch;
import walras.env.batch.FinalObservations;

/** Copies one seat's arrays of one batch into frames and back. As single-threaded as the batch it is bound to. */
public final class FrameCodec {
    private static final byte[] EMPTY = {};

    private final SeatView seat;
    private final FrameLayout observationLayout;
    private final FrameLayout actionLayout;
    private final TensorRun[] observations;
    private final int[] observationOffsets; // [observations]
    private final TensorRun[] actions;
    private final int[] actionOffsets; // [actions]
    private final List<TensorRun> finals;
    private final FinalObservations finalRows;
    private final int rows;

    /** Binds a seat to a batch. */
    public FrameCodec(SeatView seat, Batch batch) {
        this.seat = seat;
        EconomySpec spec = batch.economy().spec();
        Tensors tensors = batch.tensors();
        observationLayout = seat.observationLayout(spec, batch.rows());
        actionLayout = seat.actionLayout(batch.rows());
        observations = observationRuns(seat, spec, tensors).toArray(TensorRun[]::new);
        observationOffsets = offsets(observationLayout);
        actions = agentRuns(tensors.group(seat.group().name()).actions()).toArray(TensorRun[]::new);
        actionOffsets = offsets(actionLayout);
        finalRows = batch.finals();
        rows = batch.rows();
        finals = finalRuns(seat, groupIndex(spec));
    }

    private FrameCodec(FrameCodec all, Predicate<Field> chosen) {
        seat = all.seat;
        observationLayout = all.observationLayout.of(chosen);
        actionLayout = all.actionLayout.of(chosen);
        observations =
                chosen(List.of(all.observations), all.observationLayout, chosen).toArray(TensorRun[]::new);
        observationOffsets = offsets(observationLayout);
        actions = chosen(List.of(all.actions), all.actionLayout, chosen).toArray(TensorRun[]::new);
        actionOffsets = offsets(actionLayout);
        finalRows = all.finalRows;
        rows = all.rows;
        finals = chosen(all.finals, all.observationLayout.ofFinals(1), chosen);
    }

    private static List<TensorRun> chosen(List<TensorRun> runs, FrameLayout layout, Predicate<Field> chosen) {
        return IntStream.range(0, runs.size())
                .filter(k -> chosen.test(layout.fields().get(k)))
                .mapToObj(runs::get)
                .toList();
    }

    /** A codec of the same seat whose frames have the chosen fields only, each at the next aligned place. */
    public FrameCodec of(List<FieldChoice> choices) {
        return new FrameCodec(this, field -> FieldChoice.wants(choices, field));
    }

    private static int[] offsets(FrameLayout layout) { // [fields]
        return layout.fields().stream().mapToInt(field -> (int) field.offset()).toArray();
    }

    /** In the order of {@link FrameLayout#ofFinals}. */
    private List<TensorRun> finalRuns(SeatView view, int group) {
        List<TensorRun> runs = new ArrayList<>(agentRuns(finalRows.group(group)));
        if (view.group().masked()) {
            runs.add(agentRun(finalRows.mask(group)));
        }
        if (view.privileged()) {
            finalRows.privileged().forEach(tensor -> runs.add(TensorRun.whole(tensor)));
        }
        return runs;
    }

    private int groupIndex(EconomySpec spec) {
        return spec.groups().stream()
                .map(Group::name)
                .toList()
                .indexOf(seat.group().name());
    }

    private List<TensorRun> observationRuns(SeatView view, EconomySpec spec, Tensors tensors) {
        GroupTensors group = tensors.group(view.group().name());
        List<TensorRun> runs = new ArrayList<>(agentRuns(group.observations()));
        if (view.group().masked()) {
            runs.add(agentRun(group.mask()));
        }
        runs.add(agentRun(group.active()));
        runs.add(agentRun(group.reward()));
        runs.add(TensorRun.whole(tensors.terminated()));
        runs.add(TensorRun.whole(tensors.truncated()));
        for (Metric metric : view.visibleMetrics(spec)) {
            Tensor values = tensors.metric(metric.name());
            runs.add(metric.perAgent() ? agentRun(values) : TensorRun.whole(values));
        }
        if (view.privileged()) {
            tensors.privileged().forEach(tensor -> runs.add(TensorRun.whole(tensor)));
        }
        return runs;
    }

    private List<TensorRun> agentRuns(List<Tensor> tensors) {
        return tensors.stream().map(this::agentRun).toList();
    }

    private TensorRun agentRun(Tensor tensor) {
        return TensorRun.ofAgents(tensor, seat.firstAgent(), seat.agents());
    }

    public SeatView seat() {
        return seat;
    }

    public FrameLayout observationLayout() {
        return observationLayout;
    }

    public FrameLayout actionLayout() {
        return actionLayout;
    }

    /** A new frame of what the seat sees now. */
    public byte[] encode() { // [observationLayout.sizeBytes]
        return encode(observationLayout, observations, observationOffsets);
    }

    /** Writes what the seat sees now into a frame that is no longer needed. */
    public void encodeInto(byte[] frame) { // [observationLayout.sizeBytes]
        encode(observationLayout, observations, observationOffsets, ByteBuffer.wrap(frame), 0);
    }

    /** A new frame of the actions that are in the arrays now. */
    public byte[] encodeActions() { // [actionLayout.sizeBytes]
        return encode(actionLayout, actions, actionOffsets);
    }

    /** Writes what some rows of the seat see now to where they belong in a frame; threads may do so for others. */
    public void encode(ByteBuffer target, int offset, Rows range) { // [offset + observationLayout.sizeBytes or more]
        encode(observationLayout, observations, observationOffsets, target, offset, range.from(), range.to());
    }

    /** Writes the actions of some rows to where they belong in a frame; threads may do so for others. */
    public void encodeActions(ByteBuffer target, int offset, Rows range) { // [offset + actionLayout.sizeBytes or more]
        encode(actionLayout, actions, actionOffsets, target, offset, range.from(), range.to());
    }

    private byte[] encode(FrameLayout layout, TensorRun[] runs, int[] offsets) { // [layout.sizeBytes]
        byte[] frame = new byte[Math.toIntExact(layout.sizeBytes())];
        encode(layout, runs, offsets, ByteBuffer.wrap(frame), 0);
        return frame;
    }

    private void encode(FrameLayout layout, TensorRun[] runs, int[] offsets, ByteBuffer target, int offset) {
        encode(layout, runs, offsets, target, offset, 0, rows);
    }

    private static void encode(
            FrameLayout layout, TensorRun[] runs, int[] offsets, ByteBuffer target, int offset, int from, int to) {
        ByteBuffer buffer = target.slice(offset, (int) layout.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < runs.length; k++) {
            runs[k].write(buffer, offsets[k], from, to);
        }
    }

    /** A new frame of the true last observations of the rows that ended in the last step; empty if there are none. */
    public byte[] encodeFinals() { // [finalLayout(count).sizeBytes]
        if (finalRows.count() == 0) {
            return EMPTY;
        }
        FrameLayout layout = observationLayout.ofFinals(finalRows.count());
        byte[] frame = new byte[Math.toIntExact(layout.sizeBytes())];
        ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < finals.size(); k++) {
            finals.get(k).writeRows(buffer, (int) layout.fields().get(k).offset(), finalRows.rows(), finalRows.count());
        }
        return frame;
    }

    /**
     * Copies an action frame into the batch's arrays. Whether the values are right is the batch's to say.
     *
     * @throws Problem BAD_FRAME if the length is wrong; nothing has been copied
     */
    public void decodeActions(ByteBuffer frame) {
        if (frame.remaining() != actionLayout.sizeBytes()) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_FRAME",
                    "actions[" + seat.group().name() + "]",
                    "a frame of " + actionLayout.sizeBytes() + " bytes",
                    frame.remaining() + " bytes",
                    "");
        }
        ByteBuffer buffer = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < actions.length; k++) {
            actions[k].read(buffer, actionOffsets[k]);
        }
    }
}
