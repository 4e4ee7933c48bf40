package walras.server.rpc;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import walras.server.session.shard.Answer;
import walras.server.session.shard.Turn;

/** A message that is made of a turn when it comes. */
final class TurnAnswer<T> extends CompletableFuture<T> implements Answer {
    private final Function<Turn, T> writer;

    TurnAnswer(Function<Turn, T> writer) {
        this.writer = writer;
    }

    @Override
    public void turn(Turn turn) {
        try {
            complete(writer.apply(turn));
        } catch (RuntimeException | Error failed) {
            completeExceptionally(failed);
        }
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        completeExceptionally(why);
    }
}
