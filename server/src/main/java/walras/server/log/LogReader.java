package walras.server.log;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads one log from its beginning. */
public final class LogReader implements AutoCloseable {
    private final Path file;
    private final DataInputStream in;
    private final long size;
    private long offset;
    private long tornBytes;

    public LogReader(Path file) throws IOException {
        this(file, Files.size(file));
    }

    /** A log of which only the first bytes count. */
    public LogReader(Path file, long size) throws IOException {
        this.file = file;
        this.size = size;
        this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /** A log that is damaged before its end. */
    public static final class DamagedLogException extends IOException {
        private static final long serialVersionUID = 1L;

        private DamagedLogException(Path file, long offset, String what) {
            super(file + ": damaged at byte " + offset + ": " + what);
        }
    }

    /**
     * The next record; null at the end, or before a torn tail.
     *
     * @throws DamagedLogException if the bytes are no record and no crash can have left them
     */
    public @Nullable LogRecord next() throws IOException {
        long left = size - offset;
        if (left == 0) {
            return null;
        } else if (left < LogWriter.HEAD_BYTES) {
            return torn(left);
        }
        byte[] head = in.readNBytes(LogWriter.HEAD_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(head);
        int length = fields.getInt();
        boolean lengthFits = fields.getInt() == LogWriter.lengthChecksum(length);
        int checksum = fields.getInt();
        if (!lengthFits) {
            return tornIfZeros(head, left, "the length's checksum does not fit");
        } else if (length < 0 || length > left - LogWriter.HEAD_BYTES) {
            return torn(left);
        }
        byte[] content = in.readNBytes(length);
        boolean last = length == left - LogWriter.HEAD_BYTES;
        if (LogWriter.checksum(content, 0, length) != checksum) {
            return last ? torn(left) : damaged("the content's checksum does not fit");
        }
        LogRecord record = parse(content);
        offset += LogWriter.HEAD_BYTES + length;
        return record;
    }

    private LogRecord parse(byte[] content) throws IOException { // [bytes]
        try {
            return LogRecord.fromBytes(content);
        } catch (IOException broken) {
            return damaged(String.valueOf(broken.getMessage()));
        }
    }

    private @Nullable LogRecord torn(long left) {
        tornBytes = left;
        return null;
    }

    /** A machine that lost its power may leave zeros where a record should have been. */
    private @Nullable LogRecord tornIfZeros(byte[] head, long left, String otherwise) throws IOException {
        for (byte b : head) {
            if (b != 0) {
                return damaged(otherwise);
            }
        }
        byte[] block = new byte[1 << 16];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            for (int k = 0; k < read; k++) {
                if (block[k] != 0) {
                    return damaged(otherwise);
                }
            }
        }
        return torn(left);
    }

    private LogRecord damaged(String what) throws DamagedLogException {
        throw new DamagedLogException(file, offset, what);
    }

    /** Where the record after the last one that was read begins. */
    public long offset() {
        return offset;
    }

    /** Bytes of a torn tail, once {@link #next} has come to it. */
    public long tornBytes() {
        return tornBytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
