package walras.tournament.play;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.Forfeit;
import walras.v1.Leave;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc.PlayServiceStub;
import walras.v1.ResetConfig;

/** The play stream of a match's host, who sees the numbers of turns and whose episodes have ended. */
final class PlayLink implements AutoCloseable {
    private static final int ATTACH_SECONDS = 20;

    private record End(@Nullable Throwable why) {}

    private final BlockingQueue<Object> inbox = new LinkedBlockingQueue<>();
    private final StreamObserver<PlayRequest> out;

    private PlayLink(PlayServiceStub stub, Access access) {
        out = stub.play(new StreamObserver<>() {
            @Override
            public void onNext(PlayResponse response) {
                inbox.add(response);
            }

            @Override
            public void onError(Throwable why) {
                inbox.add(new End(why));
            }

            @Override
            public void onCompleted() {
                inbox.add(new End(null));
            }
        });
        out.onNext(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setAccess(access).setReplace(true))
                .build());
    }

    static PlayLink host(PlayServiceStub stub, String session, String hostToken) {
        return new PlayLink(
                stub,
                Access.newBuilder()
                        .setSessionId(session)
                        .setHostToken(hostToken)
                        .build());
    }

    /**
     * The answer to the attach.
     *
     * @throws StatusRuntimeException if the server refuses it or is not there
     */
    Attached attached() throws InterruptedException {
        PlayResponse first = poll(ATTACH_SECONDS * 1000L).orElseThrow(() -> Status.UNAVAILABLE
                .withDescription("no answer to the attach")
                .asRuntimeException());
        return first.getAttached();
    }

    /**
     * The next message; empty if none came in time.
     *
     * @throws StatusRuntimeException if the stream has ended, or the server has refused something: ABORTED
     */
    Optional<PlayResponse> poll(long millis) throws InterruptedException {
        Object next = inbox.poll(millis, TimeUnit.MILLISECONDS);
        if (next instanceof End end) {
            inbox.add(end); // for whoever asks again
            throw end.why() instanceof StatusRuntimeException status
                    ? status
                    : Status.UNAVAILABLE.withDescription("the stream has ended").asRuntimeException();
        }
        PlayResponse response = (PlayResponse) next;
        if (response != null && response.hasError()) {
            throw Status.ABORTED
                    .withDescription(response.getError().getError().getMessage())
                    .asRuntimeException();
        }
        return Optional.ofNullable(response);
    }

    /** Makes turn 0, once, however often it is asked for. */
    void reset() {
        out.onNext(PlayRequest.newBuilder()
                .setReset(ResetConfig.newBuilder().setStep(0))
                .build());
    }

    /** Has a seat play late actions from now on, without being waited for. */
    void forfeit(int seat) {
        out.onNext(PlayRequest.newBuilder()
                .setForfeit(Forfeit.newBuilder().addSeats(seat))
                .build());
    }

    @Override
    public void close() {
        try {
            out.onNext(PlayRequest.newBuilder()
                    .setLeave(Leave.getDefaultInstance())
                    .build());
            out.onCompleted();
        } catch (IllegalStateException ended) {
            // The stream has ended by itself, which is what was wanted.
            inbox.add(new End(ended));
        }
    }
}
