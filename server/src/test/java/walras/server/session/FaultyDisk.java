package walras.server.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import walras.server.log.LogDisk;
import walras.server.log.LogFile;

/** A disk that fails when a test says so, until it is healed. Flushes cost nothing: the machine does not die in tests. */
final class FaultyDisk implements LogDisk {
    /** How a write fails for which there is no room. */
    enum Fault {
        /** Writes what fits, without a word; the next write is refused. */
        SHORT,
        /** Writes nothing. */
        REFUSED,
        /** Writes what fits, and fails. */
        TORN,
        /** Writes everything, and fails all the same. */
        AFTERWARDS
    }

    private final Fault fault;
    private final boolean cuts; // files can be cut while the disk is full
    private long room;
    private long forces; // that still succeed
    private long written;
    private long forced;

    /**
     * @param room bytes that may be written
     * @param forces that succeed
     */
    FaultyDisk(Fault fault, boolean cuts, long room, long forces) {
        this.fault = fault;
        this.cuts = cuts;
        this.room = room;
        this.forces = forces;
    }

    static FaultyDisk healthy() {
        return new FaultyDisk(Fault.REFUSED, true, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Nothing more fits. */
    void fill() {
        fill(0);
    }

    /** So many bytes fit and no more. */
    synchronized void fill(long bytes) {
        room = bytes;
    }

    synchronized void heal() {
        room = Long.MAX_VALUE;
        forces = Long.MAX_VALUE;
    }

    synchronized long written() {
        return written;
    }

    synchronized long forced() {
        return forced;
    }

    private boolean full() {
        return room == 0 || forces == 0;
    }

    @Override
    public LogFile open(Path file, OpenOption... options) throws IOException {
        return new FaultyFile(REAL.open(file, options));
    }

    @Override
    public void replace(Path fresh, Path file) throws IOException {
        REAL.replace(fresh, file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        force();
    }

    private synchronized void force() throws IOException {
        if (forces == 0) {
            throw new IOException("Input/output error");
        }
        forces--;
        forced++;
    }

    private synchronized void write(LogFile file, long at, ByteBuffer[] parts) throws IOException {
        long wanted = Arrays.stream(parts).mapToLong(ByteBuffer::remaining).sum();
        if (wanted <= room) {
            writeAll(file, at, parts);
            room -= wanted;
            written += wanted;
            return;
        }
        if (fault == Fault.AFTERWARDS) {
            writeAll(file, at, parts);
        } else if (fault != Fault.REFUSED) {
            writeSome(file, at, parts);
        }
        boolean silent = fault == Fault.SHORT && room > 0;
        room = 0;
        if (!silent) {
            throw new IOException("No space left on device");
        }
    }

    private void writeSome(LogFile file, long at, ByteBuffer[] parts) throws IOException {
        long place = at;
        long left = room;
        for (ByteBuffer part : parts) {
            int count = (int) Math.min(left, part.remaining());
            if (count > 0) {
                writeAll(file, place, new ByteBuffer[] {part.slice(part.position(), count)});
                part.position(part.position() + count);
            }
            place += count;
            left -= count;
        }
    }

    private static void writeAll(LogFile file, long at, ByteBuffer[] parts) throws IOException {
        long place = at;
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                int before = part.remaining();
                file.write(place, new ByteBuffer[] {part});
                place += before - part.remaining();
            }
        }
    }

    private synchronized void requireCuts() throws IOException {
        if (full() && !cuts) {
            throw new IOException("Read-only file system");
        }
    }

    private final class FaultyFile implements LogFile {
        private final LogFile file;

        FaultyFile(LogFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long at, ByteBuffer[] parts) throws IOException {
            FaultyDisk.this.write(file, at, parts);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            FaultyDisk.this.force();
        }

        @Override
        public void truncate(long bytes) throws IOException {
            requireCuts();
            file.truncate(bytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
