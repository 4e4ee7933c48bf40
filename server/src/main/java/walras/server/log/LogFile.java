package walras.server.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a log needs of an open file. */
public interface LogFile extends Closeable {
    /** How long the file is, bytes. */
    long size() throws IOException;

    /**
     * Writes some of what remains, from a place in the file on.
     *
     * @param at bytes from the file's beginning
     */
    void write(long at, ByteBuffer[] parts) throws IOException;

    /**
     * Waits until what was written is on the disk.
     *
     * @param metadata true for everything that is known of the file, not only what reading it back needs
     */
    void force(boolean metadata) throws IOException;

    /** Cuts the file off behind so many bytes. */
    void truncate(long bytes) throws IOException;
}
