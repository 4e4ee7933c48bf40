package walras.server.rpc;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import walras.server.session.Answer;
import walras.server.session.Turn;
import walras.server.wire.SessionMessages;
import walras.v1.RestoreResponse;

/** Answers a restore when every shard has made its turn, or with the first failure. */
final class RestoreAnswer implements Answer {
    private final StreamObserver<RestoreResponse> response;
    private final Calls calls;
    private final List<Integer> seats;
    private final int shards;

    // Guarded by this.
    private final List<Turn> turns = new ArrayList<>();
    private boolean failed;

    RestoreAnswer(StreamObserver<RestoreResponse> response, Calls calls, List<Integer> seats, int shards) {
        this.response = response;
        this.calls = calls;
        this.seats = seats;
        this.shards = shards;
    }

    @Override
    public synchronized void turn(Turn turn) {
        turn.use().hold();
        turns.add(turn);
        if (turns.size() == shards && !failed) {
            turns.sort(Comparator.comparingInt(Turn::shard));
            calls.answer(response, () -> {
                RestoreResponse.Builder message = RestoreResponse.newBuilder();
                turns.forEach(made -> message.addTurns(SessionMessages.write(made, seats)));
                return message.build();
            });
            turns.forEach(made -> made.use().release());
        }
    }

    @Override
    public synchronized void failed(RuntimeException why) {
        if (!failed) {
            failed = true;
            calls.fail(response, why);
        }
    }
}
