package walras.server.http;

import org.jspecify.annotations.Nullable;

/** Says who may come in; asked on an event loop before a body is read, so it must not wait. */
@FunctionalInterface
public interface Gate {
    /** Everybody. */
    Gate OPEN = caller -> null;

    /** The answer to a caller who may not; null for one who may. */
    @Nullable
    HttpAnswer refusal(HttpCaller caller);
}
