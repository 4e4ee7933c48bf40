package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Limits;
import walras.v1.CatalogServiceGrpc;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;

/**
 * Bounds the bytes of all callers' messages together while they arrive, and as long as a call holds them: the transport
 * alone knows a bound for one message only, and puts a whole one together before anybody sees it. What passes the bound
 * ends its own call with RESOURCE_EXHAUSTED. The first bytes of a message are free, so that a flood of large messages
 * stops nobody's small ones; how many calls may be open bounds those.
 */
final class InboundBudget extends ServerStreamTracer.Factory {
    /** Of each message: an act of hundreds of rows fits. */
    static final int FREE_BYTES = 64 << 10;

    /** What is built of a message with options takes several times its bytes. */
    private static final int OPTION_WEIGHT = 8;

    private static final StackTraceElement[] NOWHERE = {};

    private static final Set<String> WITH_OPTIONS = Set.of(
            CatalogServiceGrpc.getGetEnvironmentMethod().getFullMethodName(),
            CatalogServiceGrpc.getSolveMethod().getFullMethodName(),
            SessionServiceGrpc.getCreateSessionMethod().getFullMethodName());
    private final Limits limits;
    private final ServerMetrics metrics;
    private final AtomicLong taken = new AtomicLong();

    InboundBudget(Limits limits, ServerMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
        metrics.inbound(taken::get);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        if (method.startsWith(PlayServiceGrpc.SERVICE_NAME + "/")) {
            return new Share(limits.work().optionBytes(), OPTION_WEIGHT, true);
        } else if (WITH_OPTIONS.contains(method)) {
            return new Share(limits.work().optionBytes(), OPTION_WEIGHT, false);
        }
        return new Share(limits.messageBytes(), 1, false);
    }

    private StatusRuntimeException refused(String why) {
        metrics.refused("LIMIT");
        StatusRuntimeException refused =
                Status.RESOURCE_EXHAUSTED.withDescription(why).asRuntimeException();
        refused.setStackTrace(NOWHERE); // the transport writes it down, and where it was thrown tells nothing
        return refused;
    }

    /** What one call takes. */
    private final class Share extends ServerStreamTracer {
        private final boolean plays;
        private int most; // bytes of a message
        private int weight;
        private long wire; // bytes of the present message, as they came
        private long plain; // the same, decompressed
        private long held; // guarded by this
        private boolean closed; // guarded by this

        /** @param plays true for a stream whose first message has options, and whose others are used up at once */
        Share(int most, int weight, boolean plays) {
            this.most = most;
            this.weight = weight;
            this.plays = plays;
        }

        @Override
        public void inboundMessage(int number) {
            if (plays && number > 0) {
                release();
                most = limits.messageBytes();
                weight = 1;
            }
            wire = 0;
            plain = 0;
        }

        @Override
        public void inboundWireSize(long bytes) {
            wire += bytes;
            hold(Math.max(wire, plain));
        }

        @Override
        public void inboundUncompressedSize(long bytes) {
            plain += bytes;
            hold(Math.max(wire, plain));
        }

        @Override
        public void inboundMessageRead(int number, long wireBytes, long plainBytes) {
            if (plays && number > 0) {
                release(); // it is handled before the next one is read
            }
        }

        @Override
        public void streamClosed(Status status) {
            synchronized (this) {
                closed = true;
            }
            release();
        }

        private void hold(long bytes) {
            if (bytes > most) {
                throw refused("message: expected at most " + most + " bytes in this method (limit "
                        + (most == limits.work().optionBytes() ? "option_bytes" : "message_bytes")
                        + "), got more");
            } else if (bytes > FREE_BYTES) {
                take(bytes * weight);
            }
        }

        private synchronized void take(long wanted) {
            long more = closed ? 0 : wanted - held;
            if (more > 0 && taken.addAndGet(more) > limits.work().inboundBytes()) {
                taken.addAndGet(-more);
                throw refused("messages: expected at most " + limits.work().inboundBytes()
                        + " bytes of all callers together (limit inbound_bytes; serve --max-inbound-mib raises it)"
                        + "; try again later");
            }
            held = Math.max(held, closed ? 0 : wanted);
        }

        private synchronized void release() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
