package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import walras.v1.DataType;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FrameLayout;

/**
 * How the bytes of a frame are to be read; it never changes while the session lives.
 *
 * @param fields by ascending offset
 * @param size the frame's length in bytes
 */
record Layout(List<Field> fields, int size) {
    private static final int ALIGNMENT = 64; // of fields in a frame, and of frames in a trajectory
    private static final List<FieldKind> FINAL_KINDS = List.of(
            FieldKind.FIELD_KIND_OBSERVATION, FieldKind.FIELD_KIND_ACTION_MASK, FieldKind.FIELD_KIND_PRIVILEGED);

    /** One tensor inside a frame. */
    record Field(FieldKind kind, String name, DataType dtype, List<Integer> shape, int offset) {
        int bytes() {
            return Math.multiplyExact(Tensor.product(shape), Tensor.sizeOf(dtype));
        }

        int end() {
            return Math.addExact(offset, bytes());
        }

        Tensor in(ByteBuffer frame) {
            return new Tensor(dtype, shape, frame.slice(offset, bytes()));
        }
    }

    static Layout of(FrameLayout message) {
        List<Field> fields = new ArrayList<>();
        for (var each : message.getFieldsList()) {
            if (Tensor.sizeOf(each.getDtype()) == 0) {
                throw WalrasException.unreadable(
                        "field " + each.getName() + " has an element type that this client does not know");
            }
            int offset = Math.toIntExact(each.getOffset());
            fields.add(new Field(each.getKind(), each.getName(), each.getDtype(), each.getShapeList(), offset));
        }
        return new Layout(fields, Math.toIntExact(message.getSizeBytes()));
    }

    /** Of a rollout that records the selected fields; none selects all. */
    Layout only(List<FieldSelector> selectors) {
        if (selectors.isEmpty()) {
            return this;
        }
        return packed(fields.stream()
                .filter(field -> selectors.stream()
                        .anyMatch(each -> each.getKind() == field.kind
                                && (each.getName().isEmpty() || each.getName().equals(field.name))))
                .toList());
    }

    /** Of the last observations of so many rows. */
    Layout finals(int rows) {
        List<Field> chosen = new ArrayList<>();
        for (FieldKind kind : FINAL_KINDS) {
            for (Field each : fields) {
                if (each.kind == kind) {
                    List<Integer> shape = new ArrayList<>(each.shape);
                    shape.set(0, rows);
                    chosen.add(new Field(kind, each.name, each.dtype, shape, 0));
                }
            }
        }
        return packed(chosen);
    }

    private static Layout packed(List<Field> fields) {
        List<Field> placed = new ArrayList<>();
        int end = 0;
        for (Field each : fields) {
            Field at = new Field(each.kind, each.name, each.dtype, each.shape, aligned(end));
            placed.add(at);
            end = at.end();
        }
        return new Layout(placed, end);
    }

    /** The frame, which must have the layout's length. */
    ByteBuffer checked(ByteString frame, String seat) {
        if (frame.size() != size) {
            throw WalrasException.unreadable("frame of " + seat + ": expected " + size + " bytes, got " + frame.size());
        }
        return Filed.view(frame);
    }

    static int aligned(int size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
