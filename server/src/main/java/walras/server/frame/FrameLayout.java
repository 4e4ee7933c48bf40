package walras.server.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the bytes of a frame are to be read.
 *
 * @param fields in ascending order of offset
 * @param sizeBytes the last field's end, without padding after it
 */
public record FrameLayout(List<Field> fields, long sizeBytes) {
    /** Every field begins at a multiple of this, bytes: a cache line, and enough for any vector load. */
    public static final int ALIGNMENT_BYTES = 64;

    public FrameLayout {
        fields = List.copyOf(fields);
    }

    /** These fields one after another, each at the next aligned place; their own offsets are ignored. */
    static FrameLayout of(List<Field> unplaced) {
        List<Field> placed = new ArrayList<>();
        long end = 0;
        for (Field field : unplaced) {
            long offset = aligned(end);
            placed.add(field.at(offset));
            end = Math.addExact(offset, field.sizeBytes());
        }
        return new FrameLayout(placed, end);
    }

    /** The layout of a final frame: what is kept of some rows at the end of their episodes. */
    public FrameLayout ofFinals(int rows) {
        return of(fields.stream()
                .filter(field -> field.kind().isKeptAtTheEnd())
                .map(field -> field.ofRows(rows))
                .toList());
    }

    /** The layout of frames that have the chosen fields only. */
    FrameLayout of(Predicate<Field> chosen) {
        return of(fields.stream().filter(chosen).toList());
    }

    /** The layout of frames that have the chosen fields only; all of them where nobody chose. */
    public FrameLayout choosing(List<FieldChoice> choices) {
        return choices.isEmpty() ? this : of(field -> FieldChoice.wants(choices, field));
    }

    /** The next aligned place at or after an offset. */
    public static long aligned(long offset) {
        return Math.addExact(offset, ALIGNMENT_BYTES - 1L) & -ALIGNMENT_BYTES;
    }
}
