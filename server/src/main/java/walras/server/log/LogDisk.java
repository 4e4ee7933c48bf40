package walras.server.log;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What logs need of a disk, so that a test can put one in its place that fails. */
public interface LogDisk {
    /** The machine's. */
    LogDisk REAL = new LogDisk() {
        @Override
        public LogFile open(Path file, OpenOption... options) throws IOException {
            return new ChannelFile(FileChannel.open(file, options));
        }

        @Override
        public void replace(Path fresh, Path file) throws IOException {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            if (File.separatorChar == '/') { // elsewhere folders are no files, and names are written through
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    };

    LogFile open(Path file, OpenOption... options) throws IOException;

    /** Puts a file in another one's place, in one move that a crash cannot halve. */
    void replace(Path fresh, Path file) throws IOException;

    /** Waits until the names of a folder's files are on the disk. */
    void syncFolder(Path folder) throws IOException;

    /** A file of the machine's. */
    record ChannelFile(FileChannel channel) implements LogFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void write(long at, ByteBuffer[] parts) throws IOException {
            channel.position(at);
            channel.write(parts);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public void truncate(long bytes) throws IOException {
            channel.truncate(bytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
