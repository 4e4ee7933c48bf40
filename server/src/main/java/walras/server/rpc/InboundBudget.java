package walras.server.rpc;

import dm_env_rpc.v1.EnvironmentGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.AccessList;
import walras.server.caller.Caller;
import walras.server.metrics.ServerMetrics;
import walras.server.session.work.Limits;
import walras.v1.CatalogServiceGrpc;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;
import walras.v1.TournamentServiceGrpc;

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

    /** From this share of all that may be held on, connections read little at once. */
    private static final int MUCH = 8;

    private static final long CLOSED = -1;

    private static final StackTraceElement[] NOWHERE = {};

    private static final Context.Key<Share> SHARE = Context.key("walras-inbound-share");

    private static final Set<String> WITH_OPTIONS = Set.of(
            CatalogServiceGrpc.getGetEnvironmentMethod().getFullMethodName(),
            CatalogServiceGrpc.getSolveMethod().getFullMethodName(),
            CatalogServiceGrpc.getEvaluateMethod().getFullMethodName(),
            SessionServiceGrpc.getCreateSessionMethod().getFullMethodName(),
            TournamentServiceGrpc.getCreateTournamentMethod().getFullMethodName(),
            EnvironmentGrpc.getProcessMethod().getFullMethodName());

    private final Limits limits;
    private final ServerMetrics metrics;
    private final @Nullable AccessList callers; // null where nobody is asked who they are
    private final AtomicLong taken = new AtomicLong();

    InboundBudget(Limits limits, ServerMetrics metrics, @Nullable AccessList callers) {
        this.callers = callers;
        this.limits = limits;
        this.metrics = metrics;
        metrics.inbound(taken::get);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        if (method.startsWith(PlayServiceGrpc.SERVICE_NAME + "/")) {
            return new Share(headers, limits.work().optionBytes(), OPTION_WEIGHT, true);
        } else if (WITH_OPTIONS.contains(method)) {
            return new Share(headers, limits.work().optionBytes(), OPTION_WEIGHT, false);
        }
        return new Share(headers, limits.messageBytes(), 1, false);
    }

    /** How much a connection may read at once while so much is held. */
    ReadSizes readSizes() {
        long much = limits.work().inboundBytes() / MUCH;
        return new ReadSizes(() -> taken.get() > much);
    }

    /** The play that is being started is to end by itself when a message of it passes a bound. */
    static void whenRefused(Consumer<Problem> end) {
        Share share = SHARE.get();
        if (share != null) {
            share.end = end;
        }
    }

    /** What one call takes. */
    private final class Share extends ServerStreamTracer {
        private final Metadata headers;
        private final boolean plays;
        private Caller caller = Caller.ANYBODY; // until the call has started
        private int most; // bytes of a message
        private int weight;
        private long wire; // bytes of the present message, as they came
        private long plain; // the same, decompressed
        private final AtomicLong held = new AtomicLong(); // CLOSED when no more is taken
        private volatile @Nullable Consumer<Problem> end;

        /** @param plays true for a stream whose first message has options, and whose others are used up at once */
        Share(Metadata headers, int most, int weight, boolean plays) {
            this.headers = headers;
            this.most = most;
            this.weight = weight;
            this.plays = plays;
        }

        @Override
        public Context filterContext(Context context) {
            return plays ? context.withValue(SHARE, this) : context;
        }

        @Override
        public void serverCallStarted(ServerCallInfo<?, ?> info) {
            if (callers != null) {
                caller = callers.known(
                        headers.get(TokenInterceptor.AUTHORIZATION), CurrentCaller.certificate(info.getAttributes()));
            }
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
            give(Math.max(0, held.getAndSet(CLOSED)));
        }

        private void hold(long bytes) {
            if (bytes > most) {
                String limit = most == limits.messageBytes() ? "message" : "option";
                throw refused(
                        "message",
                        "at most " + most + " bytes in this method (limit " + limit + "_bytes; serve --max-" + limit
                                + "-mib raises it)");
            } else if (bytes > FREE_BYTES && !take(bytes * weight)) {
                throw refused(
                        "messages",
                        "at most " + limits.work().inboundBytes()
                                + " bytes of all callers together (limit inbound_bytes; serve --max-inbound-mib raises"
                                + " it), and of each what its quota says; try again later");
            }
        }

        /** A play has sent its headers, after which the transport would break it off without a reason. */
        private StatusRuntimeException refused(String where, String expected) {
            Problem why = Problem.of(Problem.Kind.EXHAUSTED, "LIMIT", where, expected, "more", "");
            Consumer<Problem> ending = end;
            if (ending == null) {
                metrics.refused(why.reason());
            } else {
                ending.accept(why);
            }
            StatusRuntimeException refused =
                    Status.RESOURCE_EXHAUSTED.withDescription(why.getMessage()).asRuntimeException();
            refused.setStackTrace(NOWHERE); // the transport writes it down, and where it was thrown tells nothing
            return refused;
        }

        private boolean take(long wanted) {
            while (true) {
                long before = held.get();
                long more = wanted - before;
                if (before == CLOSED || more <= 0) {
                    return true;
                } else if (!caller.takeInbound(more)) {
                    return false;
                }
                boolean fits = taken.addAndGet(more) <= limits.work().inboundBytes();
                if (fits && held.compareAndSet(before, wanted)) {
                    return true;
                }
                give(more);
                if (!fits) {
                    return false;
                } // else it was closed, or released, meanwhile
            }
        }

        private void release() {
            give(Math.max(0, held.getAndUpdate(bytes -> bytes == CLOSED ? CLOSED : 0)));
        }

        private void give(long bytes) {
            taken.addAndGet(-bytes);
            caller.giveInbound(bytes);
        }
    }
}
