package walras.server.json;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.TokenInterceptor;
import walras.server.session.work.Serial;

/**
 * A call of a service that came over HTTP: one message goes in, messages and an end come out. The service's callbacks run
 * one after the other on threads of JSON's own; what the service says may come from any thread.
 */
final class JsonCall extends ServerCall<Message, Message> {
    /** What becomes of it. Must not block. */
    interface Outlet {
        /** True if another message can be taken. */
        boolean ready();

        /** Takes a message whose bytes may change when this returns. */
        void message(Message message);

        /** Nothing more comes; the trailers say why where the status is not OK. */
        void closed(Status status, Metadata trailers);

        /** The service failed. */
        void failed(Throwable why);
    }

    private final ServerMethodDefinition<Message, Message> method;
    private final Outlet outlet;
    private final Serial serial;
    private final Metadata headers = new Metadata();
    private final ServerStreamTracer tracer;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean cancelled;
    private ServerCall.@Nullable Listener<Message> listener; // of the serial tasks

    JsonCall(
            ServerMethodDefinition<Message, Message> method,
            Outlet outlet,
            Serial serial,
            ServerStreamTracer.Factory tracers,
            @Nullable String authorization) {
        this.method = method;
        this.outlet = outlet;
        this.serial = serial;
        tracer = tracers.newServerStreamTracer(method.getMethodDescriptor().getFullMethodName(), headers);
        if (authorization != null) {
            headers.put(TokenInterceptor.AUTHORIZATION, authorization);
        }
    }

    void start(Message request) {
        serial.run(() -> guarded(() -> {
            if (over.get()) {
                return; // its caller went before it began
            }
            ServerCall.Listener<Message> started = method.getServerCallHandler().startCall(this, headers);
            listener = started;
            started.onReady();
            started.onMessage(request);
            started.onHalfClose();
        }));
    }

    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error thrown) {
            if (end(Status.UNKNOWN)) {
                outlet.failed(thrown);
            }
        }
    }

    private void tell(Consumer<ServerCall.Listener<Message>> what) {
        serial.run(() -> guarded(() -> {
            if (listener != null) {
                what.accept(listener);
            }
        }));
    }

    /** The outlet may have become ready. */
    void ready() {
        if (!over.get()) {
            tell(ServerCall.Listener::onReady);
        }
    }

    /** Nobody waits for it any more. Does nothing when it is over. */
    void cancel() {
        if (end(Status.CANCELLED)) {
            cancelled = true;
            tell(ServerCall.Listener::onCancel);
        }
    }

    /** True the first time. */
    private boolean end(Status status) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            tracer.streamClosed(status);
        }
        return first;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void request(int count) {} // the one message comes anyway

    @Override
    public void sendMessage(Message message) {
        if (!over.get()) {
            outlet.message(message);
        }
    }

    @Override
    public boolean isReady() {
        return outlet.ready();
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (end(status)) {
            outlet.closed(status, trailers);
            tell(ServerCall.Listener::onComplete);
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Message, Message> getMethodDescriptor() {
        return method.getMethodDescriptor();
    }
}
