package walras.server.rpc.local;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a file, which goes back when its owner closes it. Whoever touches it after that ends the process: the owner
 * sees to it that nobody does.
 */
final class Mapping implements AutoCloseable {
    /** Java itself has it from release 22 on. Where it is not, the memory goes back when the collector finds it. */
    private static final @Nullable MethodHandle UNMAP = unmap();

    private final MappedByteBuffer bytes; // [size]

    Mapping(MappedByteBuffer bytes) {
        this.bytes = bytes;
    }

    private static @Nullable MethodHandle unmap() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException | RuntimeException none) {
            return null;
        }
    }

    /** Some of it; not to be used any more when this is closed. */
    ByteBuffer part(long at, int length) { // [length]
        return bytes.slice(Math.toIntExact(at), length);
    }

    @Override
    public void close() {
        if (UNMAP == null) {
            return;
        }
        try {
            UNMAP.invoke(bytes);
        } catch (Throwable refused) {
            throw new IllegalStateException("a mapping that cannot end", refused);
        }
    }
}
