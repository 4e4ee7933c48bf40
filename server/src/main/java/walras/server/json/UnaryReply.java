package walras.server.json;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.ErrorTrailers;
import walras.server.rpc.Services;
import walras.v1.ErrorDetail;

/** The one message that a call ends with, as JSON. */
final class UnaryReply implements JsonCall.Outlet {
    /** Of a message that is printed: its bytes as text, the text's growth, and the bytes that are sent. */
    private static final long PRINT_WEIGHT = 6;

    private final OneExchange exchange;
    private final Function<Message, Pieces> writer;
    private final Services services;
    private final Executor pool;
    private volatile @Nullable Message result;

    UnaryReply(OneExchange exchange, Function<Message, Pieces> writer, Services services, Executor pool) {
        this.exchange = exchange;
        this.writer = writer;
        this.services = services;
        this.pool = pool;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void message(Message message) {
        result = message;
    }

    @Override
    public void closed(Status status, Metadata trailers) {
        Message message = result;
        if (!status.isOk() || message == null) {
            ErrorDetail why = ErrorTrailers.detail(status, trailers);
            pool.execute(() -> exchange.fail(why));
            return;
        }
        pool.execute(() -> {
            try {
                exchange.room().take(message.getSerializedSize() * PRINT_WEIGHT);
                exchange.answer(writer.apply(message));
            } catch (RuntimeException | Error failed) {
                failed(failed);
            }
        });
    }

    @Override
    public void failed(Throwable why) {
        exchange.fail(services.detail(why));
    }
}
