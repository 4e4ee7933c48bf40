package walras.env;

/** Where in its episode each row is. */
public interface Clock {
    /** Steps taken since the row's episode began; during {@code advance}, those before the present one. */
    int elapsed(int row);

    /** {@link #elapsed(int)} of all rows: the engine's own array, only to be read. */
    int[] elapsed(); // [B]

    /** During {@code advance}: true if the time limit truncates the row after this step. */
    boolean lastStep(int row);
}
