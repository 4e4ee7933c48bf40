package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import walras.env.DType;
import walras.env.batch.PartedBatch;
import walras.server.frame.Field;
import walras.server.frame.FrameCodec;
import walras.server.session.shard.TurnFrames;

/**
 * What was last seen in rows that ended and began anew in one step, where that is how a session begins episodes: arrays {@code [F, ...]} that
 * grow, each in a file of its own.
 */
final class FinalsSpool implements Closeable {
    private static final PlayColumn STEP = new PlayColumn("final_step", "<i8", DType.I64, List.of(), 0);
    private static final PlayColumn ROW = new PlayColumn("final_row", "<i4", DType.I32, List.of(), 0);
    private static final int ROWS_AT_ONCE = 1024;

    private final Path folder;
    private final Map<PlayColumn, SpoolFile> files = new LinkedHashMap<>();
    private final List<Long> turns = new ArrayList<>(); // of the shard that is played now
    private long count;

    /** @param folder for its files, which are gone when it is closed */
    FinalsSpool(Path folder) {
        this.folder = folder;
    }

    /** Takes in what ended in the step just taken. */
    void add(long turn, int firstRow, PartedBatch batch, List<FrameCodec> codecs) {
        ByteBuffer rows = ByteBuffer.wrap(TurnFrames.finalRows(batch)).order(ByteOrder.LITTLE_ENDIAN);
        int ended = rows.remaining() / Integer.BYTES;
        if (ended == 0) {
            return;
        }
        ByteBuffer own = ByteBuffer.allocate(rows.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < ended; k++) {
            own.putInt(firstRow + rows.getInt());
            turns.add(turn);
        }
        append(ROW, own.flip());
        Set<String> placed = new TreeSet<>();
        for (FrameCodec codec : codecs) {
            ByteBuffer frame = ByteBuffer.wrap(codec.encodeFinals());
            for (Field field : codec.observationLayout().ofFinals(ended).fields()) {
                // Its place in a frame depends on how many rows ended: an array has none.
                PlayColumn column =
                        PlayColumn.of(field, "final_", codec.seat().group().name(), (int) -field.offset());
                if (placed.add(column.name())) {
                    append(column, frame.slice((int) field.offset(), (int) field.sizeBytes()));
                }
            }
        }
        count += ended;
    }

    /** The shard whose turns were given has its numbers now. */
    void shardEnded(long firstStep) {
        ByteBuffer steps = ByteBuffer.allocate(turns.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        turns.forEach(turn -> steps.putLong(firstStep + turn));
        turns.clear();
        append(STEP, steps.flip());
    }

    private void append(PlayColumn column, ByteBuffer bytes) {
        try {
            SpoolFile file = files.get(column);
            if (file == null) {
                file = new SpoolFile(folder.resolve("final." + files.size()));
                files.put(column, file);
            }
            file.append(bytes);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** Its arrays; none where no row ended so. */
    List<PlayColumn> columns() {
        return count == 0 ? List.of() : List.copyOf(files.keySet());
    }

    /** F. */
    long count() {
        return count;
    }

    /** Shows one of its arrays from its beginning to its end. */
    void show(PlayColumn column, SpoolFile.Reader reader) throws IOException {
        SpoolFile file = Objects.requireNonNull(files.get(column), column.name());
        for (long row = 0; row < count; row += ROWS_AT_ONCE) {
            int rows = (int) Math.min(ROWS_AT_ONCE, count - row);
            reader.read(file.read(row * column.rowBytes(), rows * column.rowBytes()));
        }
    }

    @Override
    public void close() throws IOException {
        for (SpoolFile file : files.values()) {
            file.close();
        }
    }
}
