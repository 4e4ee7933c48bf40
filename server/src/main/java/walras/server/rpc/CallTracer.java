package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;
import walras.server.metrics.ServerMetrics;
import walras.v1.PlayServiceGrpc;

/** Counts calls that are open; costs nothing per message. */
final class CallTracer extends ServerStreamTracer.Factory {
    private static final String OWN = "walras.v1.";

    private final ServerMetrics metrics;
    private final LongAdder open = new LongAdder(); // of the server's own services, but for plays

    CallTracer(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        boolean counted = method.startsWith(OWN) && !method.startsWith(PlayServiceGrpc.SERVICE_NAME);
        metrics.callStarted();
        open.add(counted ? 1 : 0);
        return new ServerStreamTracer() {
            @Override
            public void streamClosed(Status status) {
                metrics.callEnded();
                open.add(counted ? -1 : 0);
            }
        };
    }

    /** Calls that are being answered, beside plays, which may go on for ever. */
    long open() {
        return open.sum();
    }
}
