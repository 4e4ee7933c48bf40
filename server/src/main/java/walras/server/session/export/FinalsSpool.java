package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final Path folder;
    private final Map<PlayColumn, FileChannel> files = new LinkedHashMap<>();
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
            FileChannel file = files.get(column);
            if (file == null) {
                file = FileChannel.open(
                        folder.resolve("final." + files.size()),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                files.put(column, file);
            }
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
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

    /** Writes one of its arrays. */
    void copy(PlayColumn column, OutputStream out) throws IOException {
        FileChannel file = file(column).position(0);
        Channels.newInputStream(file).transferTo(out);
    }

    /** One row of one of its arrays. */
    byte[] read(PlayColumn column, long row) throws IOException { // [rowBytes]
        ByteBuffer bytes = ByteBuffer.allocate(column.rowBytes());
        while (bytes.hasRemaining()) {
            if (file(column).read(bytes, row * column.rowBytes() + bytes.position()) < 0) {
                throw new IOException("the file of last observations was cut off by somebody else");
            }
        }
        return bytes.array();
    }

    private FileChannel file(PlayColumn column) {
        FileChannel file = files.get(column);
        if (file == null) {
            throw new IllegalArgumentException("no array " + column.name());
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files.values()) {
            file.close();
        }
    }
}
