package walras.server.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy's file of named arrays, which {@code numpy.load} reads: written one array after another, each in any number of pieces. */
public final class NpzFile implements Closeable {
    private static final int ALIGNMENT_BYTES = 64;
    private static final int HEAD_BYTES = 10;
    private static final int CODE_POINT_BYTES = 4;

    private final ZipOutputStream out;

    /** Begins a file. */
    public NpzFile(Path file) throws IOException {
        out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        out.setLevel(Deflater.BEST_SPEED);
    }

    /**
     * Begins the next array and ends the last.
     *
     * @param descr NumPy's name of the type, {@code <f8}
     * @param shape row-major
     * @return where its elements go, as bytes of that type
     */
    public OutputStream next(String name, String descr, long... shape) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTime(0); // the same arrays are the same bytes
        out.putNextEntry(entry);
        out.write(head(descr, shape));
        return out;
    }

    /** Writes a text as an array without axes. */
    public void text(String name, String text) throws IOException {
        int[] points = text.codePoints().toArray();
        OutputStream into = next(name, "<U" + points.length);
        for (int point : points) {
            for (int shift = 0; shift < CODE_POINT_BYTES * Byte.SIZE; shift += Byte.SIZE) {
                into.write(point >>> shift);
            }
        }
    }

    private static byte[] head(String descr, long[] shape) {
        String lengths = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String axes = shape.length == 1 ? lengths + "," : lengths;
        String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + axes + "), }";
        int whole = -Math.floorDiv(-(HEAD_BYTES + text.length() + 1), ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
        byte[] head = new byte[whole];
        Arrays.fill(head, (byte) ' ');
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 0, head, 0, HEAD_BYTES - 2);
        head[HEAD_BYTES - 2] = (byte) (whole - HEAD_BYTES);
        head[HEAD_BYTES - 1] = (byte) ((whole - HEAD_BYTES) >>> Byte.SIZE);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, head, HEAD_BYTES, ascii.length);
        head[whole - 1] = '\n';
        return head;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
