package walras.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import walras.server.session.Claim;
import walras.server.session.Sessions;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.rollout.RolloutPace;
import walras.server.session.work.Limits;
import walras.server.wire.RolloutMessages;
import walras.server.wire.SessionMessages;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;

/** A rollout whose chunks are the messages of a call, whatever carries that: gRPC, HTTP or a socket of this machine. */
final class RolloutStream implements RolloutOutlet {
    private final ServerCallStreamObserver<RolloutResponse> response;
    private final Calls calls;
    private final ChunkMemory memory;

    private RolloutStream(ServerCallStreamObserver<RolloutResponse> response, Calls calls) {
        this.response = response;
        this.calls = calls;
        @Nullable ChunkMemory slots = ChunkMemory.KEY.get();
        memory = slots == null ? new InMessages() : slots;
    }

    /** Starts a rollout into a call; to be called before the call's method returns. */
    static void start(
            Sessions sessions,
            Limits limits,
            RolloutRequest request,
            ServerCallStreamObserver<RolloutResponse> response,
            Calls calls) {
        response.setOnReadyThreshold(RolloutPace.READY_BYTES);
        RolloutStream stream = new RolloutStream(response, calls);
        Rollout rollout;
        try {
            stream.memory.begin();
            Claim claim = SessionMessages.claim(sessions, request.getAccess()).requireSeats("access.tickets");
            rollout = claim.session().rollout(RolloutMessages.read(request, claim, limits), limits, stream);
        } catch (RuntimeException | Error refused) {
            calls.fail(response, refused);
            return;
        }
        response.setOnReadyHandler(rollout::advance);
        response.setOnCancelHandler(rollout::cancel);
        rollout.advance();
    }

    @Override
    public RolloutPace pace() {
        return memory.pace();
    }

    @Override
    public ByteBuffer room(int count) {
        return memory.room(count);
    }

    @Override
    public boolean ready() {
        return response.isReady();
    }

    @Override
    public void send(RolloutChunk chunk) {
        response.onNext(memory.message(chunk));
    }

    @Override
    public void complete() {
        response.onCompleted();
    }

    @Override
    public void fail(Throwable why) {
        calls.fail(response, why);
    }

    @Override
    public void rest() {
        memory.rest();
    }

    private static final class InMessages implements ChunkMemory {
        private ByteBuffer room = ByteBuffer.allocate(0); // [count] of the last chunk

        @Override
        public ByteBuffer room(int count) {
            if (room.capacity() < count) {
                room = ByteBuffer.allocate(count);
            }
            return room;
        }
    }
}
