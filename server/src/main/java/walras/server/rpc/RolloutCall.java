package walras.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;
import walras.server.session.Rollout;
import walras.server.session.RolloutChunk;
import walras.server.session.RolloutReader;
import walras.server.wire.RolloutMessages;
import walras.v1.RolloutResponse;

/**
 * The sending half of a rollout. A chunk is played while those before it are on their way, and only when the reader keeps
 * up: what is in memory is a chunk, and what the transport was given before it had enough.
 */
final class RolloutCall implements RolloutReader {
    /** The reader keeps up while less than some chunks are on their way: grpc's own threshold is a small part of one. */
    private static final int READY_THRESHOLD_BYTES = 1 << 20;

    private final ServerCallStreamObserver<RolloutResponse> response;
    private final Calls calls;

    // Guarded by this.
    private boolean playing;
    private boolean ended;
    private @Nullable Rollout rollout;

    /** To be made before the call's method returns. */
    RolloutCall(ServerCallStreamObserver<RolloutResponse> response, Calls calls) {
        this.response = response;
        this.calls = calls;
        response.setOnReadyThreshold(READY_THRESHOLD_BYTES);
        response.setOnReadyHandler(this::advance);
        response.setOnCancelHandler(this::cancelled);
    }

    void start(Rollout prepared) {
        synchronized (this) {
            rollout = prepared;
        }
        advance();
    }

    private void advance() {
        Rollout next;
        synchronized (this) {
            next = rollout;
            if (next == null || playing || ended || !response.isReady()) {
                return;
            }
            playing = true;
        }
        try {
            next.advance();
        } catch (RuntimeException refused) {
            failed(refused);
        }
    }

    private synchronized void cancelled() {
        ended = true;
    }

    @Override
    public synchronized boolean chunk(RolloutChunk chunk) {
        if (ended) {
            return false;
        }
        ended = chunk.last();
        try {
            response.onNext(RolloutMessages.write(chunk));
            if (ended) {
                response.onCompleted();
            }
        } catch (RuntimeException | Error unsent) {
            ended = true;
            calls.fail(response, unsent);
        }
        return !ended && response.isReady();
    }

    @Override
    public void paused() {
        synchronized (this) {
            playing = false;
        }
        advance();
    }

    @Override
    public synchronized void failed(RuntimeException why) {
        if (!ended) {
            ended = true;
            calls.fail(response, why);
        }
    }
}
