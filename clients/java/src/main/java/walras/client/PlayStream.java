package walras.client;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.Leave;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;

/** One open Play stream, with seats. */
final class PlayStream {
    private static final MethodDescriptor<PlayRequest, PlayResponse> PLAY =
            OneCopy.of(PlayServiceGrpc.getPlayMethod(), PlayResponse.parser());

    final Attached attached;
    private final Inbox<PlayRequest, PlayResponse> inbox = new Inbox<>();
    private final StreamObserver<PlayRequest> requests;
    private final Duration timeout;

    /** Opens a stream and takes seats. */
    PlayStream(Client client, Attach attach) throws InterruptedException {
        timeout = client.options.timeout;
        requests = ClientCalls.asyncBidiStreamingCall(client.channel.newCall(PLAY, client.receiving()), inbox);
        send(PlayRequest.newBuilder().setAttach(attach).build());
        try {
            PlayResponse first = unrefused(inbox.take(timeout));
            if (!first.hasAttached()) {
                throw WalrasException.unreadable("attach: expected seats, got another message");
            }
            attached = first.getAttached();
        } catch (WalrasException | InterruptedException failed) {
            inbox.cancel();
            throw failed;
        }
    }

    private static PlayResponse unrefused(PlayResponse message) {
        if (message.hasError()) {
            throw WalrasException.of(message.getError().getError());
        }
        return message;
    }

    /** Sends a message. That the stream is broken is noticed where its next message is waited for. */
    void send(PlayRequest message) {
        requests.onNext(message);
    }

    PlayResponse receive() throws InterruptedException {
        return inbox.take();
    }

    void cancel() {
        inbox.cancel();
    }

    /** Gives the seats back and waits until the server has ended the stream; true where it did. */
    boolean leave(boolean closeSession) {
        send(PlayRequest.newBuilder()
                .setLeave(Leave.newBuilder().setCloseSession(closeSession))
                .build());
        requests.onCompleted();
        try {
            while (true) {
                unrefused(inbox.take(timeout));
            }
        } catch (WalrasException end) {
            boolean ended = end.reason().equals(Inbox.ENDED);
            if (!ended && !end.unavailable() && end.code() != Code.CANCELLED) {
                throw end;
            }
            return ended;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            inbox.cancel();
        }
    }
}
