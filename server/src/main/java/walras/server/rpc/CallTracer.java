package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import walras.server.metrics.ServerMetrics;
import walras.v1.CatalogServiceGrpc;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;
import walras.v1.TournamentServiceGrpc;

/** Counts calls that are open; costs nothing per message. */
final class CallTracer extends ServerStreamTracer.Factory {
    private static final String OWN = "walras.v1.";
    private static final Set<String> TIMED = Stream.of(
                    CatalogServiceGrpc.getServiceDescriptor(), SessionServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toUnmodifiableSet());

    /** Calls that go on as long as the tournament that they tell of. */
    private static final Set<String> WATCHING = Set.of(
            TournamentServiceGrpc.getJoinTournamentMethod().getFullMethodName(),
            TournamentServiceGrpc.getWatchTournamentMethod().getFullMethodName());

    private final ServerMetrics metrics;
    private final LongAdder open = new LongAdder(); // of the server's own services, but for plays

    CallTracer(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        boolean counted = method.startsWith(OWN)
                && !method.startsWith(PlayServiceGrpc.SERVICE_NAME)
                && !WATCHING.contains(method);
        metrics.callStarted();
        open.add(counted ? 1 : 0);
        long start = System.nanoTime();
        return new ServerStreamTracer() {
            @Override
            public void streamClosed(Status status) {
                if (TIMED.contains(method)) {
                    metrics.called(method, System.nanoTime() - start);
                }
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
