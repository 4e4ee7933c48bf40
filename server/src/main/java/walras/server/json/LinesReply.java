package walras.server.json;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.server.http.HttpStream;
import walras.server.rpc.ErrorTrailers;
import walras.server.rpc.Services;
import walras.v1.ErrorDetail;

/**
 * The messages of a call as lines of JSON. One message at a time: the call is not ready for the next one before the
 * reader has taken it. What fails after the first line is the last line, {@code {"error": {...}}}.
 */
final class LinesReply implements JsonCall.Outlet {
    static final String LINES = "application/x-ndjson";

    private final OneExchange exchange;
    private final Function<Message, Pieces> writer;
    private final Services services;
    private final Executor pool;
    private volatile @Nullable JsonCall call;

    // Guarded by this.
    private @Nullable HttpStream stream;
    private @Nullable Pump pump;
    private boolean moving;
    private boolean ended;
    private @Nullable ErrorDetail why; // it ended so
    private long charged;

    LinesReply(OneExchange exchange, Function<Message, Pieces> writer, Services services, Executor pool) {
        this.exchange = exchange;
        this.writer = writer;
        this.services = services;
        this.pool = pool;
    }

    void of(JsonCall started) {
        call = started;
    }

    @Override
    public synchronized boolean ready() {
        return !moving && (stream == null || stream.ready());
    }

    @Override
    public void message(Message message) {
        Message copy;
        Pump target;
        synchronized (this) {
            charge(message.getSerializedSize());
            copy = copy(message);
            if (stream == null) {
                stream = exchange.exchange().stream(200, LINES);
            }
            if (stream == null) {
                return; // it has been refused in the meantime
            }
            pump = pump == null ? new Pump(stream, pool, this::askForMore) : pump;
            target = pump;
            moving = true;
        }
        target.pump(writer.apply(copy), this::moved);
    }

    private void charge(long bytes) {
        if (bytes > charged) {
            exchange.room().take((bytes - charged) * JsonRoom.TEXT_WEIGHT);
            charged = bytes;
        }
    }

    /** Its bytes are written anew for the next one. */
    private static Message copy(Message message) {
        try {
            return message.getParserForType().parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a message cannot be read back", impossible);
        }
    }

    private void moved() {
        synchronized (this) {
            moving = false;
            if (ended) {
                finish();
                return;
            }
        }
        askForMore();
    }

    private void askForMore() {
        JsonCall present = call;
        if (present != null) {
            present.ready();
        }
    }

    @Override
    public void closed(Status status, Metadata trailers) {
        end(status.isOk() ? null : ErrorTrailers.detail(status, trailers));
    }

    @Override
    public void failed(Throwable thrown) {
        end(services.detail(thrown));
    }

    private synchronized void end(@Nullable ErrorDetail with) {
        ended = true;
        why = with;
        if (!moving) {
            finish();
        }
    }

    /** Guarded by this. */
    private void finish() {
        HttpStream lines = stream;
        if (lines == null && why != null) {
            exchange.fail(why);
            return;
        }
        lines = lines == null ? exchange.exchange().stream(200, LINES) : lines;
        if (lines != null) {
            if (why != null) {
                lines.send(Pump.bytes(new StringBuilder("{\"error\":")
                        .append(JsonErrors.text(why))
                        .append("}\n")));
            }
            lines.end();
        }
        exchange.finish();
    }
}
