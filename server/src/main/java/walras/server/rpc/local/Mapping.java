package walras.server.rpc.local;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Memory of a file for reading and writing, which goes back when its owner closes it and not when a collector finds it. The
 * owner sees to it that nobody touches it after that: in Java before release 22 that is the end of the process.
 */
final class Mapping implements AutoCloseable {
    private static final int FIRST_WITH_ARENAS = 22;

    private final ByteBuffer bytes; // [size]
    private final AutoCloseable end;

    private Mapping(ByteBuffer bytes, AutoCloseable end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** @throws IOException if the file cannot be mapped */
    static Mapping of(FileChannel file, long sizeBytes) throws IOException {
        try {
            return Runtime.version().feature() < FIRST_WITH_ARENAS
                    ? withCleaner(file.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes))
                    : inArena(file, sizeBytes);
        } catch (InvocationTargetException refused) {
            throw new IOException("a file that cannot be mapped", refused.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new IOException("this Java cannot end mappings", missing);
        }
    }

    /** By name, for this is compiled for older Java as well. */
    private static Mapping inArena(FileChannel file, long sizeBytes) throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.foreign.Arena");
        AutoCloseable arena = (AutoCloseable) type.getMethod("ofShared").invoke(null);
        Object segment = FileChannel.class
                .getMethod("map", FileChannel.MapMode.class, long.class, long.class, type)
                .invoke(file, FileChannel.MapMode.READ_WRITE, 0L, sizeBytes, arena);
        ByteBuffer bytes = (ByteBuffer) Class.forName("java.lang.foreign.MemorySegment")
                .getMethod("asByteBuffer")
                .invoke(segment);
        return new Mapping(bytes, arena);
    }

    /** As Netty frees buffers there. */
    private static Mapping withCleaner(MappedByteBuffer bytes) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method clean = type.getMethod("invokeCleaner", ByteBuffer.class);
        return new Mapping(bytes, () -> clean.invoke(unsafe, bytes));
    }

    /** Some of it; not to be used any more when this is closed. */
    ByteBuffer part(long at, int length) { // [length]
        return bytes.slice(Math.toIntExact(at), length);
    }

    @Override
    public void close() {
        try {
            end.close();
        } catch (Exception stays) {
            throw new IllegalStateException("a mapping that does not end", stays);
        }
    }
}
