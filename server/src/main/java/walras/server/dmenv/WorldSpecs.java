package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.ActionObservationSpecs;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import dm_env_rpc.v1.DmEnvRpc.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import walras.env.DType;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Problem;
import walras.env.Space;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.session.Session;
import walras.server.session.plan.SeatPlan;

/**
 * What the holder of some seats sees and does, as numbered tensors of one row. A tensor has the name that the environment gives
 * it, with the seat before it where there are several; {@code reward} is one tensor of all their agents. Numbers depend on
 * nothing but the order of seats and fields.
 */
final class WorldSpecs {
    static final String REWARD = "reward";

    /**
     * One field of the frames.
     *
     * @param seat place of its seat among the held seats
     */
    private record Place(int seat, Field field) {}

    /** A tensor: the fields that it is made of, one after another. */
    private record Slot(TensorSpec spec, List<Place> places) {}

    private final List<SeatPlan> seats;
    private final EconomySpec economy;
    private final SortedMap<Long, Slot> observations = new TreeMap<>(); // by number, from 1
    private final SortedMap<Long, Slot> actions = new TreeMap<>(); // by number, from 1

    /** @param held indices of seats, ascending */
    WorldSpecs(Session session, List<Integer> held) {
        seats = held.stream().map(k -> session.seats().get(k).plan()).toList();
        economy = session.parts().get(0).economy().spec();
        List<Place> rewards = new ArrayList<>();
        for (int k = 0; k < seats.size(); k++) {
            String before = seats.size() == 1 ? "" : Settings.name(session, held.get(k)) + ".";
            for (Field field : seats.get(k).observationLayout().fields()) {
                observe(before, new Place(k, field), rewards);
            }
            for (Field field : seats.get(k).actionLayout().fields()) {
                add(actions, new Slot(spec(before, new Place(k, field)), List.of(new Place(k, field))));
            }
        }
        add(observations, new Slot(reward(rewards), List.copyOf(rewards)));
    }

    private static void add(SortedMap<Long, Slot> slots, Slot slot) {
        slots.put(slots.size() + 1L, slot);
    }

    private void observe(String before, Place place, List<Place> rewards) {
        switch (place.field().kind()) {
            case REWARD -> rewards.add(place);
            case OBSERVATION, ACTION_MASK, ACTIVE, PRIVILEGED ->
                add(observations, new Slot(spec(before, place), List.of(place)));
            default -> {} // ends are states of the sequence, metrics are properties
        }
    }

    private TensorSpec spec(String before, Place place) {
        Field field = place.field();
        SeatPlan seat = seats.get(place.seat());
        TensorSpec.Builder spec = TensorSpec.newBuilder()
                .setName(before + field.name())
                .setDtype(FrameTensor.type(field.dtype()))
                .addAllShape(shape(field, seat));
        Group group = economy.group(seat.view().group().name());
        switch (field.kind()) {
            case OBSERVATION ->
                Bounds.write(space(group.observations(), field), seat.view().agents(), spec);
            case ACTION ->
                Bounds.write(space(group.actions(), field), seat.view().agents(), spec);
            case PRIVILEGED -> Bounds.write(space(economy.privileged(), field), 1, spec);
            default -> Bounds.write(DType.U8, 0, 1, spec);
        }
        return spec.build();
    }

    private static Space space(List<walras.env.TensorSpec> tensors, Field field) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(field.name()))
                .findFirst()
                .orElseThrow()
                .space();
    }

    /** Without the row, and without the agent where the seat has one. */
    static List<Integer> shape(Field field, SeatPlan seat) {
        boolean single = seat.view().agents() == 1
                && field.kind() != FieldKind.PRIVILEGED
                && field.shape().size() > 1;
        return field.shape().subList(single ? 2 : 1, field.shape().size());
    }

    /** Of every agent; the bounds hold for all, and for the 0 that a sequence begins with. */
    private TensorSpec reward(List<Place> rewards) {
        int agents = seats.stream().mapToInt(seat -> seat.view().agents()).sum();
        TensorSpec.Builder spec = TensorSpec.newBuilder()
                .setName(REWARD)
                .setDtype(FrameTensor.type(rewards.get(0).field().dtype()));
        if (agents > 1) {
            spec.addShape(agents);
        }
        List<Group> groups = seats.stream()
                .map(seat -> economy.group(seat.view().group().name()))
                .toList();
        double low = groups.stream().mapToDouble(Group::rewardLow).min().orElse(0);
        double high = groups.stream().mapToDouble(Group::rewardHigh).max().orElse(0);
        Bounds.write(DType.F64, Math.min(0, low), Math.max(0, high), spec);
        return spec.build();
    }

    ActionObservationSpecs message() {
        ActionObservationSpecs.Builder message = ActionObservationSpecs.newBuilder();
        observations.forEach((uid, slot) -> message.putObservations(uid, slot.spec()));
        actions.forEach((uid, slot) -> message.putActions(uid, slot.spec()));
        return message.build();
    }

    /** @throws Problem UNKNOWN_OBSERVATION if there is no tensor of such a number */
    void requireObservations(List<Long> uids) {
        uids.forEach(uid -> find("observation", observations, uid));
    }

    private static Slot find(String kind, SortedMap<Long, Slot> slots, long uid) {
        Slot slot = slots.get(uid);
        if (slot == null) {
            String reason = kind.equals("action") ? "UNKNOWN_ACTION" : "UNKNOWN_OBSERVATION";
            String expected = "a number from 1 to " + slots.size();
            throw Problem.of(Problem.Kind.NOT_FOUND, reason, kind + " " + uid, expected, Long.toString(uid), "");
        }
        return slot;
    }

    /**
     * Tensors of frames, by number.
     *
     * @param frames of the seats that are held, little-endian
     */
    Map<Long, Tensor> observe(List<Long> uids, List<ByteBuffer> frames) {
        SortedMap<Long, Tensor> seen = new TreeMap<>();
        for (long uid : uids) {
            Slot slot = find("observation", observations, uid);
            Tensor.Builder tensor = Tensor.newBuilder().addAllShape(slot.spec().getShapeList());
            slot.places().forEach(place -> FrameTensor.read(frames.get(place.seat()), place.field(), tensor));
            seen.put(uid, tensor.build());
        }
        return seen;
    }

    /**
     * The action frames that tensors make.
     *
     * @param given by number, every one that there is
     * @throws Problem UNKNOWN_ACTION, or BAD_ACTION for one that is missing or of another type or shape
     */
    ByteBuffer[] act(Map<Long, Tensor> given) { // [seats]
        given.keySet().forEach(uid -> find("action", actions, uid));
        ByteBuffer[] frames = noActions();
        actions.forEach((uid, slot) -> {
            String where = "action " + uid + " (" + slot.spec().getName() + ")";
            Tensor action = given.get(uid);
            if (action == null) {
                throw Problem.of(
                        Problem.Kind.INVALID, "BAD_ACTION", where, "every action of the specification", "none", "");
            }
            Place place = slot.places().get(0);
            FrameTensor.write(where, action, slot.spec().getShapeList(), place.field(), frames[place.seat()]);
        });
        return frames;
    }

    /** Action frames of zeros, for the step after an end, of which no action is used. */
    ByteBuffer[] noActions() { // [seats]
        return seats.stream()
                .map(seat -> ByteBuffer.allocate((int) seat.actionLayout().sizeBytes())
                        .order(ByteOrder.LITTLE_ENDIAN))
                .toArray(ByteBuffer[]::new);
    }
}
