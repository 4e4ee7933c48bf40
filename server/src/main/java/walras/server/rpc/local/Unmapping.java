package walras.server.rpc.local;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives mapped memory back at once, instead of when the collector finds the buffer, which may be hours. JDK 17 has no
 * supported way; a runtime without this one leaves it to the collector.
 */
final class Unmapping {
    private static final @Nullable Object UNSAFE;
    private static final @Nullable Method INVOKE_CLEANER;

    static {
        Object unsafe = null;
        Method cleaner = null;
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field only = type.getDeclaredField("theUnsafe");
            only.setAccessible(true);
            unsafe = only.get(null);
            cleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
        } catch (ReflectiveOperationException | RuntimeException gone) {
            System.getLogger("walras.server").log(System.Logger.Level.DEBUG, "no way to unmap memory", gone);
        }
        UNSAFE = unsafe;
        INVOKE_CLEANER = cleaner;
    }

    private Unmapping() {}

    /** The buffer must not be used any more, nor any view of it. */
    static void unmap(ByteBuffer mapped) {
        if (UNSAFE != null && INVOKE_CLEANER != null) {
            try {
                INVOKE_CLEANER.invoke(UNSAFE, mapped);
            } catch (ReflectiveOperationException left) {
                System.getLogger("walras.server").log(System.Logger.Level.WARNING, "memory stays mapped", left);
            }
        }
    }
}
