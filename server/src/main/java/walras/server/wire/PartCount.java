package walras.server.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import walras.env.Problem;

/**
 * Bounds the parts that a message is made of, before they become objects: a part of two bytes takes dozens of bytes once it is
 * parsed, so that a bound on a message's bytes alone bounds no memory.
 */
public final class PartCount {
    /** A small message needs no counting: what it can become is bounded by its bytes. */
    public static final int FREE_BYTES = 64 << 10;

    /** More than the numbers of the longest message with options. */
    private static final int MOST = 1 << 22;

    private static final int DEEPEST = 100; // protobuf's parser refuses what is deeper

    private int left = MOST;

    private PartCount() {}

    /**
     * @param in the message from its beginning to its end
     * @throws IOException where the bytes are no message, which the parser says better
     * @throws Problem LIMIT for more parts than a message may have
     */
    public static void require(CodedInputStream in, Descriptor type) throws IOException {
        new PartCount().walk(in, type, 0);
    }

    private void walk(CodedInputStream in, Descriptor type, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (--left < 0) {
                throw Problem.limit("message", "at most " + MOST + " fields in all", "more");
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean message = field != null
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (message && depth < DEEPEST) {
                int outer = in.pushLimit(in.readRawVarint32());
                walk(in, field.getMessageType(), depth + 1);
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                return;
            }
        }
    }
}
