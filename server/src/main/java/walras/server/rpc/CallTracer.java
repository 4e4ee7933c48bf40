package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import walras.server.metrics.ServerMetrics;

/** Counts calls that are open; costs nothing per message. */
final class CallTracer extends ServerStreamTracer.Factory {
    private final ServerMetrics metrics;

    CallTracer(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        metrics.callStarted();
        return new ServerStreamTracer() {
            @Override
            public void streamClosed(Status status) {
                metrics.callEnded();
            }
        };
    }
}
