package walras.env;

/** Is shown every array that holds state, always in the same order. Batch first: element r*k.. belongs to row r. */
public interface StateVisitor {
    void bytes(String name, byte[] values); // [B, ...]

    void ints(String name, int[] values); // [B, ...]

    void longs(String name, long[] values); // [B, ...]

    void floats(String name, float[] values); // [B, ...]

    void doubles(String name, double[] values); // [B, ...]
}
