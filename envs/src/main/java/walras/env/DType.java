package walras.env;

/** Element types of tensors, in memory and on the wire (little-endian there). */
public enum DType {
    U8(1),
    I32(4),
    I64(8),
    F32(4),
    F64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element, bytes. */
    public int bytes() {
        return bytes;
    }

    /** True for F32 and F64. */
    public boolean floating() {
        return this == F32 || this == F64;
    }
}
