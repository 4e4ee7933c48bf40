package walras.server.session.export;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.DType;
import walras.env.Problem;
import walras.server.report.Json;
import walras.server.report.NpzFile;

/** What was played as a file; numbers survive a round trip exactly. */
final class PlayFile {
    private static final String CSV = "csv";
    private static final String JSON = "json";
    private static final String NPZ = "npz";
    private static final int MOST_COLUMNS = 1 << 16;

    /** {@code csv}, a line for each step and row; {@code json}, arrays as shapes and values; {@code npz}, NumPy's. The usual one first. */
    static final List<String> FORMATS = List.of(CSV, JSON, NPZ);

    private final PlayArrays arrays;

    PlayFile(PlayArrays arrays) {
        this.arrays = arrays;
    }

    /** Writes it in one of the {@link #FORMATS}. */
    void write(Path file, String format) throws IOException {
        switch (format) {
            case CSV -> csv(file);
            case JSON -> json(file);
            case NPZ -> npz(file);
            default -> throw new IllegalArgumentException("format: expected one of " + FORMATS + ", got " + format);
        }
    }

    /** How much there is. */
    Map<String, Double> summary() throws IOException {
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put("steps", (double) arrays.turns());
        summary.put("rows", (double) arrays.rows());
        summary.put("episodes", (double) episodes());
        return summary;
    }

    /** How many ended. */
    private long episodes() throws IOException {
        List<PlayColumn> flags = arrays.columns().stream()
                .filter(column -> List.of("terminated", "truncated", "idle").contains(column.name()))
                .toList();
        long episodes = 0;
        for (long turn = 0; turn < arrays.turns(); turn++) {
            for (int shard = 0; shard < arrays.shards().size(); shard++) {
                byte[] over = new byte[arrays.shards().get(shard).rows()];
                for (PlayColumn flag : flags) {
                    byte[] marks = arrays.read(shard, turn, flag);
                    for (int row = 0; marks != null && row < over.length; row++) {
                        boolean idle = flag.name().equals("idle");
                        over[row] = (byte) (idle ? over[row] & ~marks[row] : over[row] | marks[row]);
                    }
                }
                for (byte mark : over) {
                    episodes += mark;
                }
            }
        }
        return episodes;
    }

    /** An array as it is written, and who shows its bytes. */
    private record Shown(PlayColumn column, long[] shape, Bytes bytes) {}

    private interface Bytes {
        void show(SpoolFile.Reader reader) throws IOException;
    }

    private List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        for (PlayColumn column : arrays.columns()) {
            shown.add(new Shown(column, shape(column, arrays.turns(), arrays.rows()), reader -> {
                for (long turn = 0; turn < arrays.turns(); turn++) {
                    for (int shard = 0; shard < arrays.shards().size(); shard++) {
                        reader.read(shown(shard, turn, column));
                    }
                }
            }));
        }
        FinalsSpool finals = arrays.finals();
        finals.columns()
                .forEach(column -> shown.add(
                        new Shown(column, shape(column, finals.count()), reader -> finals.show(column, reader))));
        return shown;
    }

    private void npz(Path file) throws IOException {
        try (NpzFile npz = new NpzFile(file)) {
            npz.text("session", Json.line(arrays.session()));
            npz.next("first_step", "<i8").write(littleEndian(arrays.firstStep()));
            for (Shown array : shown()) {
                array.bytes.show(npz.next(array.column.name(), array.column.descr(), array.shape)::write);
            }
        }
    }

    private static byte[] littleEndian(long number) { // [8]
        byte[] bytes = new byte[Long.BYTES];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) (number >>> (k * Byte.SIZE));
        }
        return bytes;
    }

    private static long[] shape(PlayColumn column, long... before) {
        long[] shape = Arrays.copyOf(before, before.length + column.rowShape().size());
        for (int k = before.length; k < shape.length; k++) {
            shape[k] = column.rowShape().get(k - before.length);
        }
        return shape;
    }

    /** A shard's part of one array of one turn; where it has no such turn zeros, and idle. */
    private byte[] shown(int shard, long turn, PlayColumn column) throws IOException { // [B * rowBytes]
        byte[] own = arrays.read(shard, turn, column);
        if (own == null) {
            own = new byte[arrays.shards().get(shard).rows() * column.rowBytes()];
            Arrays.fill(own, (byte) (column.name().equals("idle") ? 1 : 0));
        }
        return own;
    }

    private void json(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            String session = Json.line(arrays.session());
            out.write(session.substring(0, session.length() - 1));
            out.write(",\"first_step\":" + arrays.firstStep() + ",\"arrays\":{");
            String comma = "\n";
            for (Shown array : shown()) {
                out.write(comma + Json.line(array.column.name()) + ":{\"shape\":"
                        + Arrays.toString(array.shape).replace(" ", "") + ",\"values\":[");
                values(out, array);
                out.write("]}");
                comma = ",\n";
            }
            out.write("\n}}\n");
        }
    }

    private static void values(Writer out, Shown array) throws IOException {
        DType dtype = array.column.dtype();
        String[] between = {""};
        array.bytes.show(bytes -> {
            for (int k = 0; k < bytes.length / dtype.bytes(); k++) {
                out.write(between[0]);
                out.write(array.column.text(bytes, k, "null"));
                between[0] = ",";
            }
        });
    }

    private void csv(Path file) throws IOException {
        List<String> names = new ArrayList<>(List.of("step", "row"));
        arrays.columns().forEach(column -> names.addAll(column.places()));
        if (names.size() > MOST_COLUMNS) {
            throw Problem.request("format csv", "at most " + MOST_COLUMNS + " columns; npz has no bound", names.size());
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(String.join(",", names) + "\n");
            for (long turn = 0; turn < arrays.turns(); turn++) {
                for (int shard = 0; shard < arrays.shards().size(); shard++) {
                    lines(out, shard, turn);
                }
            }
        }
    }

    private void lines(Writer out, int shard, long turn) throws IOException {
        List<PlayColumn> columns = arrays.columns();
        List<byte[]> values = new ArrayList<>(); // [columns]
        for (PlayColumn column : columns) {
            byte @Nullable [] own = arrays.read(shard, turn, column);
            if (own == null) {
                return;
            }
            values.add(own);
        }
        TurnSpool spool = arrays.shards().get(shard);
        for (int row = 0; row < spool.rows(); row++) {
            out.write(arrays.firstStep() + turn + "," + (spool.firstRow() + row));
            for (int k = 0; k < columns.size(); k++) {
                int size = columns.get(k).rowSize();
                for (int place = row * size; place < (row + 1) * size; place++) {
                    out.write("," + columns.get(k).text(values.get(k), place, ""));
                }
            }
            out.write("\n");
        }
    }
}
