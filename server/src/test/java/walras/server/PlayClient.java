package walras.server;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.ErrorDetail;
import walras.v1.Event;
import walras.v1.Leave;
import walras.v1.PlayError;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** A participant in a test: sends messages, and takes answers off a queue in the order they came. */
public final class PlayClient implements ClientResponseObserver<PlayRequest, PlayResponse> {
    private static final int PATIENCE_SECONDS = 20;
    private static final Metadata.Key<ErrorDetail> DETAIL =
            Metadata.Key.of("walras-error-bin", ProtoUtils.metadataMarshaller(ErrorDetail.getDefaultInstance()));

    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private volatile String reason = "";
    private @Nullable ClientCallStreamObserver<PlayRequest> requests;

    public PlayClient(Channel channel) {
        PlayServiceGrpc.newStub(channel).play(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PlayRequest> stream) {
        requests = stream;
    }

    @Override
    public void onNext(PlayResponse response) {
        answers.add(response);
    }

    @Override
    public void onError(Throwable thrown) {
        Metadata trailers = Status.trailersFromThrowable(thrown);
        ErrorDetail detail = trailers == null ? null : trailers.get(DETAIL);
        reason = detail == null ? "" : detail.getReason();
        answers.add(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
        answers.add(Status.OK);
    }

    public ClientCallStreamObserver<PlayRequest> requests() {
        ClientCallStreamObserver<PlayRequest> stream = requests;
        if (stream == null) {
            throw new IllegalStateException("not started");
        }
        return stream;
    }

    public Attached create(SessionConfig config) {
        send(PlayRequest.newBuilder().setAttach(Attach.newBuilder().setCreate(config)));
        return response().getAttached();
    }

    public Attached attach(Access access) {
        send(PlayRequest.newBuilder().setAttach(Attach.newBuilder().setAccess(access)));
        return response().getAttached();
    }

    public void send(PlayRequest.Builder message) {
        requests().onNext(message.build());
    }

    public Turn reset(long seed) {
        send(PlayRequest.newBuilder().setReset(ResetConfig.newBuilder().setSeed(seed)));
        return turn();
    }

    public void act(long step, int seat, byte[] frame) {
        send(PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(step)
                        .addFrames(SeatFrame.newBuilder().setSeat(seat).setFrame(ByteString.copyFrom(frame)))));
    }

    public void leave(boolean close) {
        send(PlayRequest.newBuilder().setLeave(Leave.newBuilder().setCloseSession(close)));
    }

    public PlayResponse response() {
        Object answer = next();
        if (answer instanceof PlayResponse response) {
            return response;
        }
        throw new AssertionError("the stream ended: " + answer);
    }

    /** The next answer, which must be a turn. */
    public Turn turn() {
        PlayResponse response = response();
        if (!response.hasTurn()) {
            throw new AssertionError("expected a turn, got " + response);
        }
        return response.getTurn();
    }

    /** The next answer, which must be an error. */
    public PlayError error() {
        PlayResponse response = response();
        if (!response.hasError()) {
            throw new AssertionError("expected an error, got " + response);
        }
        return response.getError();
    }

    /** The next answer, which must be an event. */
    public Event event() {
        PlayResponse response = response();
        if (!response.hasEvent()) {
            throw new AssertionError("expected an event, got " + response);
        }
        return response.getEvent();
    }

    /** Why the stream ended, for programs; empty if the server did not say. */
    public String reason() {
        return reason;
    }

    /** The end of the stream, which must be next. */
    public Status end() {
        Object answer = next();
        if (answer instanceof Status status) {
            return status;
        }
        throw new AssertionError("expected the end, got " + answer);
    }

    public boolean nothingCame() {
        return answers.isEmpty();
    }

    private Object next() {
        try {
            Object answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s");
            }
            return answer;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
