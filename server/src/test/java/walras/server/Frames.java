package walras.server;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import walras.v1.FieldKind;
import walras.v1.FrameField;
import walras.v1.FrameLayout;

/** Reads and writes fields of frames by their layout, as a client does. */
public final class Frames {
    private Frames() {}

    public static FrameField field(FrameLayout layout, FieldKind kind, String name) {
        return layout.getFieldsList().stream()
                .filter(field -> field.getKind() == kind && field.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + layout));
    }

    public static int[] ints(ByteString frame, FrameField field) { // [product of shape]
        int[] values = new int[length(field)];
        at(frame, field).asIntBuffer().get(values);
        return values;
    }

    public static double[] doubles(ByteString frame, FrameField field) { // [product of shape]
        double[] values = new double[length(field)];
        at(frame, field).asDoubleBuffer().get(values);
        return values;
    }

    public static byte[] bytes(ByteString frame, FrameField field) { // [product of shape]
        byte[] values = new byte[length(field)];
        at(frame, field).get(values);
        return values;
    }

    private static int length(FrameField field) {
        return field.getShapeList().stream().reduce(1, (a, b) -> a * b);
    }

    private static ByteBuffer at(ByteString frame, FrameField field) {
        return frame.asReadOnlyByteBuffer()
                .position((int) field.getOffset())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An action frame of one int32 tensor, all elements alike. */
    public static byte[] filled(FrameLayout layout, int value) {
        ByteBuffer frame = ByteBuffer.allocate((int) layout.getSizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.remaining() >= Integer.BYTES) {
            frame.putInt(value);
        }
        return frame.array();
    }
}
