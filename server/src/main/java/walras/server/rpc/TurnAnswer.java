package walras.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.OptionalLong;
import java.util.function.Function;
import walras.server.session.Answer;
import walras.server.session.Session;
import walras.server.session.Turn;

/** Answers a unary call with a turn when it is made. */
final class TurnAnswer<T> implements Answer {
    private final StreamObserver<T> response;
    private final Calls calls;
    private final Function<Turn, T> writer;

    TurnAnswer(StreamObserver<T> response, Calls calls, Function<Turn, T> writer) {
        this.response = response;
        this.calls = calls;
        this.writer = writer;
    }

    /** Stops waiting when the caller goes away; to be called before the call's method returns. */
    void abandonWith(Session session, int shard) {
        if (response instanceof ServerCallStreamObserver<T> call) {
            call.setOnCancelHandler(() -> session.abandon(shard, this));
        }
    }

    @Override
    public void turn(Turn turn) {
        calls.answer(response, () -> writer.apply(turn));
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        calls.fail(response, why);
    }
}
