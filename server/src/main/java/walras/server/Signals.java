package walras.server;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. Java has no public way to handle them but {@code sun.misc.Signal}, which every JDK has
 * and which the compiler may not be told of without warnings.
 */
public final class Signals {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private Signals() {}

    /**
     * Does something whenever a signal comes, in place of what the process does otherwise. Where that cannot be had, the
     * log says so.
     *
     * @param name without SIG
     */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, words) -> {
                        if (method.getDeclaringClass() != Object.class) {
                            action.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(self);
                            case "equals" -> words[0] == self;
                            default -> "on SIG" + name;
                        };
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, ours);
        } catch (ReflectiveOperationException none) {
            LOG.log(System.Logger.Level.WARNING, "SIG" + name + " is not handled here", none);
        }
    }
}
