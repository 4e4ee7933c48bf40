package walras.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Appends to one log. One owner at a time; {@link #sync} may be called by another thread while nothing is appended.
 *
 * <p>A write that fails may leave a piece of a record behind. It is cut off before anything else is appended, so that
 * nothing that is written later stands behind bytes that are no record.
 */
public final class LogWriter implements AutoCloseable {
    static final int HEAD_BYTES = 12;

    private final LogDisk disk;
    private final Path file;
    private volatile LogFile channel;
    private volatile long whole; // bytes up to the end of the last whole record
    private volatile long durable; // of them, those that are on the disk
    private volatile boolean torn; // the file may go on behind its last whole record
    private volatile boolean unnamed; // the folder may not have the file on the disk
    private volatile boolean closed;

    private LogWriter(LogDisk disk, Path file, LogFile channel, long whole) {
        this.disk = disk;
        this.file = file;
        this.channel = channel;
        this.whole = whole;
        this.durable = whole;
    }

    /** A new log, which must not exist yet; nothing of it is left if it cannot be written. */
    public static LogWriter create(LogDisk disk, Path file, LogRecord.Header header) throws IOException {
        LogFile channel = disk.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        LogWriter writer = new LogWriter(disk, file, channel, 0);
        writer.unnamed = true;
        try {
            writer.append(List.of(header));
            writer.sync();
        } catch (IOException full) {
            discard(channel, file, full);
            throw full;
        }
        return writer;
    }

    /** A log that goes on after its last whole record; a tail behind it is cut before the next one is appended. */
    public static LogWriter resume(LogDisk disk, Path file, long wholeBytes) throws IOException {
        LogFile channel = disk.open(file, StandardOpenOption.WRITE);
        LogWriter writer = new LogWriter(disk, file, channel, wholeBytes);
        writer.torn = channel.size() > wholeBytes;
        return writer;
    }

    private static void discard(LogFile channel, Path file, IOException why) {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            why.addSuppressed(left);
        }
    }

    /**
     * Hands records to the operating system: all of them or, if that fails, none.
     *
     * @throws IOException if they cannot be written; {@link #torn} says whether a piece of them could not be cut off
     */
    public void append(List<LogRecord> records) throws IOException {
        cutIfTorn();
        torn = true;
        try {
            whole = write(channel, whole, records);
            torn = false;
        } catch (IOException full) {
            try {
                cutIfTorn();
            } catch (IOException also) {
                full.addSuppressed(also);
            }
            throw full;
        }
    }

    /** Forgets what was appended since the log was last brought to the disk. */
    public void rewind() throws IOException {
        torn |= whole > durable;
        whole = durable;
        cutIfTorn();
    }

    private void cutIfTorn() throws IOException {
        if (torn) {
            try {
                channel.truncate(whole);
            } catch (IOException stuck) {
                throw new IOException(file + ": a torn record cannot be cut off at byte " + whole, stuck);
            }
            torn = false;
        }
    }

    /** Returns where the records end. */
    private static long write(LogFile target, long from, List<LogRecord> records) throws IOException {
        long at = from;
        for (LogRecord record : records) {
            byte[] content = record.toBytes();
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                    .putInt(content.length)
                    .putInt(lengthChecksum(content.length))
                    .putInt(checksum(content, 0, content.length))
                    .flip();
            ByteBuffer[] parts = {head, ByteBuffer.wrap(content)};
            while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
                target.write(at + parts[0].position() + parts[1].position(), parts);
            }
            at += HEAD_BYTES + content.length;
        }
        return at;
    }

    static int lengthChecksum(int length) {
        byte[] four = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
        return checksum(four, 0, four.length);
    }

    /** CRC-32C. */
    public static int checksum(byte[] content, int from, int length) { // [from + length or more]
        CRC32C checksum = new CRC32C();
        checksum.update(content, from, length);
        return (int) checksum.getValue();
    }

    public Path file() {
        return file;
    }

    /** How long the log is, up to its last whole record. */
    public long bytes() {
        return whole;
    }

    /** True if a piece of a record stands behind the last whole one, and could not be cut off yet. */
    public boolean torn() {
        return torn;
    }

    public boolean closed() {
        return closed;
    }

    /**
     * Replaces the log by its header and a snapshot, in one move that a crash cannot halve.
     *
     * @throws IOException if that cannot be written; the log is what it was
     */
    public void compact(LogRecord.Header header, LogRecord.Snapshot snapshot) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        LogFile target = disk.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        long length;
        try {
            length = write(target, 0, List.of(header, snapshot));
            target.force(true);
            disk.replace(fresh, file);
        } catch (IOException full) {
            discard(target, fresh, full);
            throw full;
        }
        try (LogFile old = channel) {
            Objects.requireNonNull(old);
            channel = target;
            whole = length;
            durable = length;
            torn = false;
            unnamed = true;
        }
    }

    /** Waits until everything that was appended is on the disk. */
    public void sync() throws IOException {
        long appended = whole;
        channel.force(false);
        if (unnamed) {
            disk.syncFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            unnamed = false;
        }
        durable = appended;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
