package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.client.Layout.Field;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.SeatFrame;

/** The tensors of several seats' frames by what they are, without a look at a single element but flags. */
final class Filed {
    private final Map<FieldKind, Map<String, Map<String, Tensor>>> tensors = new EnumMap<>(FieldKind.class);

    /** The last observations of so many rows; a server may keep no more than these, which come first. */
    static Filed finals(List<Seat> seats, int rows, List<SeatFrame> frames, List<FieldSelector> only) {
        Filed filed = new Filed();
        for (Seat seat : seats) {
            for (SeatFrame each : frames) {
                if (each.getSeat() == seat.index()) {
                    filed.add(seat, seat.observation.only(only).finals(rows), view(each.getFrame()));
                }
            }
        }
        return filed;
    }

    /** The bytes, which may begin inside others. */
    static ByteBuffer view(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().slice();
    }

    void add(Seat seat, Layout of, ByteBuffer frame) {
        for (Field each : of.fields()) {
            if (each.end() <= frame.capacity()) {
                Map<String, Tensor> named =
                        bySeat(each.kind()).computeIfAbsent(seat.key(), key -> new LinkedHashMap<>());
                named.put(each.name(), each.in(frame));
            }
        }
    }

    /** Seat to name to tensor. */
    Map<String, Map<String, Tensor>> bySeat(FieldKind kind) {
        return tensors.computeIfAbsent(kind, none -> new LinkedHashMap<>());
    }

    /** Seat to the one tensor of the kind that its frame has. */
    <V> Map<String, V> single(FieldKind kind, Function<Tensor, V> as) {
        Map<String, V> made = new LinkedHashMap<>();
        bySeat(kind)
                .forEach((seat, one) ->
                        made.put(seat, as.apply(one.values().iterator().next())));
        return made;
    }

    /** Flags of rows, [B], which are the same in the frames of all seats. */
    boolean[] rows(FieldKind kind) {
        return single(kind, Tensor::flags).values().stream().findFirst().orElseGet(() -> new boolean[0]);
    }

    /** Name to tensor. */
    Map<String, Tensor> byName(FieldKind kind) {
        Map<String, Tensor> made = new LinkedHashMap<>();
        bySeat(kind).values().forEach(made::putAll);
        return made;
    }

    /** Metric to tensor. One of agents is in the frame of each of the group's seats, with that seat's agents only. */
    Map<String, Tensor> metrics() {
        Map<String, Tensor> made = new LinkedHashMap<>();
        for (Map<String, Tensor> seat : bySeat(FieldKind.FIELD_KIND_METRIC).values()) {
            seat.forEach((name, values) ->
                    made.merge(name, values, (before, more) -> more.shape().size() > 1 ? before.beside(more) : more));
        }
        return made;
    }
}
