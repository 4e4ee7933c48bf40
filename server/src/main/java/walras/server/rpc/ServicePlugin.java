package walras.server.rpc;

import io.grpc.ServerServiceDefinition;

/**
 * A service of another module, which the server offers beside its own, over gRPC and over HTTP. Found by
 * {@link java.util.ServiceLoader}.
 */
public interface ServicePlugin {
    /** Begins to serve; nothing of the server may be called before the first call comes. */
    Plugged plug(Services services);

    /** A service at work. */
    interface Plugged extends AutoCloseable {
        ServerServiceDefinition definition();

        /** The server ends: stops what the service has begun. Does nothing the second time. */
        @Override
        void close();
    }
}
