package walras.server.json;

import java.nio.ByteBuffer;
import walras.env.DType;

/** Numbers and texts as JSON has them. */
final class JsonNumbers {
    private static final String HEX = "0123456789abcdef";

    private JsonNumbers() {}

    /** Appends a number; NaN is null, and infinities are texts as in protobuf's JSON. */
    static void append(StringBuilder text, double value) {
        if (Double.isNaN(value)) {
            text.append("null");
        } else if (Double.isInfinite(value)) {
            text.append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else {
            text.append(value);
        }
    }

    /** Appends the element at an offset of a little-endian frame; a float as the double that it is. */
    static void append(StringBuilder text, ByteBuffer frame, int offset, DType dtype) {
        switch (dtype) {
            case U8 -> text.append(frame.get(offset) & 0xFF);
            case I32 -> text.append(frame.getInt(offset));
            case I64 -> text.append(frame.getLong(offset));
            case F32 -> append(text, frame.getFloat(offset));
            case F64 -> append(text, frame.getDouble(offset));
        }
    }

    /** Appends a text in quotes. */
    static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int k = 0; k < value.length(); k++) {
            char c = value.charAt(k);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(HEX.charAt(c >> shift & 0xF));
                }
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
