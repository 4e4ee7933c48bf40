package walras.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Appends to one log. One owner at a time; {@link #sync} may be called by another thread. */
public final class LogWriter implements AutoCloseable {
    static final int HEAD_BYTES = 12;

    private final Path file;
    private volatile FileChannel channel;
    private long bytes;

    private LogWriter(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.bytes = channel.size();
        channel.position(bytes);
    }

    /** A new log, which must not exist yet. */
    public static LogWriter create(Path file, LogRecord.Header header) throws IOException {
        LogWriter writer =
                new LogWriter(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        writer.append(header);
        return writer;
    }

    /** A log that goes on after its last whole record. */
    public static LogWriter resume(Path file, long wholeBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.truncate(wholeBytes);
        return new LogWriter(file, channel);
    }

    /** Hands a record to the operating system. */
    public void append(LogRecord record) throws IOException {
        write(channel, record);
    }

    private void write(FileChannel target, LogRecord record) throws IOException {
        byte[] content = record.toBytes();
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .putInt(content.length)
                .putInt(lengthChecksum(content.length))
                .putInt(checksum(content, 0, content.length))
                .flip();
        ByteBuffer[] parts = {head, ByteBuffer.wrap(content)};
        while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
            target.write(parts);
        }
        bytes += HEAD_BYTES + content.length;
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

    /** How long the log is. */
    public long bytes() {
        return bytes;
    }

    /** Replaces the log by its header and a snapshot, in one move that a crash cannot halve. */
    public void compact(LogRecord.Header header, LogRecord.Snapshot snapshot) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel target = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        bytes = 0;
        write(target, header);
        write(target, snapshot);
        target.force(true);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileChannel old = channel;
        channel = target;
        old.close();
    }

    /** Waits until everything that was appended is on the disk. */
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
