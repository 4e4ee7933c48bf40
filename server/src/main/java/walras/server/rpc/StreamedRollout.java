package walras.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.nio.ByteBuffer;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.RolloutMessages;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;

/** A rollout whose chunks are the messages of a gRPC stream. */
final class StreamedRollout implements RolloutOutlet {
    private final ServerCallStreamObserver<RolloutResponse> response;
    private final Calls calls;
    private ByteBuffer room = ByteBuffer.allocate(0); // [count] of the last chunk, which was copied when it was sent

    private StreamedRollout(ServerCallStreamObserver<RolloutResponse> response, Calls calls) {
        this.response = response;
        this.calls = calls;
    }

    /** Starts a rollout into a call; to be called before the call's method returns. */
    static void start(
            Rollouts rollouts,
            RolloutRequest request,
            ServerCallStreamObserver<RolloutResponse> response,
            Calls calls) {
        response.setOnReadyThreshold(RolloutPace.READY_BYTES);
        Rollout rollout = rollouts.start(request, new StreamedRollout(response, calls));
        if (rollout != null) {
            response.setOnReadyHandler(rollout::advance);
            response.setOnCancelHandler(rollout::cancel);
            rollout.advance();
        }
    }

    @Override
    public RolloutPace pace() {
        return RolloutPace.MESSAGES;
    }

    @Override
    public ByteBuffer room(int count) {
        if (room.capacity() < count) {
            room = ByteBuffer.allocate(count);
        }
        return room;
    }

    @Override
    public boolean ready() {
        return response.isReady();
    }

    @Override
    public void send(RolloutChunk chunk) {
        response.onNext(RolloutMessages.write(chunk));
    }

    @Override
    public void complete() {
        response.onCompleted();
    }

    @Override
    public void fail(Throwable why) {
        calls.fail(response, why);
    }
}
