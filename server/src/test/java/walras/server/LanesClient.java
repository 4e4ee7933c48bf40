package walras.server;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.LaneEnd;
import walras.v1.LaneRequest;
import walras.v1.LaneResponse;
import walras.v1.Leave;
import walras.v1.PlayError;
import walras.v1.PlayManyRequest;
import walras.v1.PlayManyResponse;
import walras.v1.PlayRequest;
import walras.v1.PlayServiceGrpc;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** The participant of many lanes in a test: gathers messages, sends them as one, and takes answers lane by lane. */
public final class LanesClient implements ClientResponseObserver<PlayManyRequest, PlayManyResponse> {
    private static final int PATIENCE_SECONDS = 20;

    private final Map<Integer, BlockingQueue<LaneResponse>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final List<LaneRequest> gathered = new ArrayList<>();
    private @Nullable ClientCallStreamObserver<PlayManyRequest> requests;

    public LanesClient(Channel channel) {
        PlayServiceGrpc.newStub(channel).playMany(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PlayManyRequest> stream) {
        requests = stream;
    }

    @Override
    public void onNext(PlayManyResponse response) {
        messages.incrementAndGet();
        response.getLanesList().forEach(lane -> answers(lane.getLane()).add(lane));
    }

    @Override
    public void onError(Throwable thrown) {
        end.complete(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    private BlockingQueue<LaneResponse> answers(int lane) {
        return answers.computeIfAbsent(lane, number -> new LinkedBlockingQueue<>());
    }

    public ClientCallStreamObserver<PlayManyRequest> requests() {
        ClientCallStreamObserver<PlayManyRequest> stream = requests;
        if (stream == null) {
            throw new IllegalStateException("not started");
        }
        return stream;
    }

    /** Messages that came, of whatever lanes. */
    public int messages() {
        return messages.get();
    }

    public LanesClient create(int lane, SessionConfig config) {
        return add(lane, PlayRequest.newBuilder().setAttach(Attach.newBuilder().setCreate(config)));
    }

    public LanesClient attach(int lane, Access access) {
        return add(lane, PlayRequest.newBuilder().setAttach(Attach.newBuilder().setAccess(access)));
    }

    public LanesClient reset(int lane, long seed) {
        return add(
                lane, PlayRequest.newBuilder().setReset(ResetConfig.newBuilder().setSeed(seed)));
    }

    public LanesClient act(int lane, int shard, long step, int seat, byte[] frame) {
        return add(
                lane,
                PlayRequest.newBuilder()
                        .setAct(Act.newBuilder()
                                .setShard(shard)
                                .setStep(step)
                                .addFrames(SeatFrame.newBuilder().setSeat(seat).setFrame(ByteString.copyFrom(frame)))));
    }

    public LanesClient leave(int lane, boolean close) {
        return add(lane, PlayRequest.newBuilder().setLeave(Leave.newBuilder().setCloseSession(close)));
    }

    public LanesClient add(int lane, PlayRequest.Builder message) {
        return add(LaneRequest.newBuilder().setLane(lane).setRequest(message).build());
    }

    public LanesClient add(LaneRequest message) {
        gathered.add(message);
        return this;
    }

    /** Sends what was gathered as one message. */
    public void send() {
        requests().onNext(taken());
    }

    /** What was gathered, as a message for somebody else to send. */
    public PlayManyRequest taken() {
        PlayManyRequest message =
                PlayManyRequest.newBuilder().addAllLanes(gathered).build();
        gathered.clear();
        return message;
    }

    public LaneResponse next(int lane) {
        try {
            LaneResponse answer = answers(lane).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("lane " + lane + ": no answer within " + PATIENCE_SECONDS + " s");
            }
            return answer;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public boolean nothingCame(int lane) {
        return answers(lane).isEmpty();
    }

    public Attached attached(int lane) {
        LaneResponse answer = next(lane);
        if (!answer.getResponse().hasAttached()) {
            throw new AssertionError("expected attached, got " + answer);
        }
        return answer.getResponse().getAttached();
    }

    public Turn turn(int lane) {
        LaneResponse answer = next(lane);
        if (!answer.getResponse().hasTurn()) {
            throw new AssertionError("expected a turn, got " + answer);
        }
        return answer.getResponse().getTurn();
    }

    public PlayError error(int lane) {
        LaneResponse answer = next(lane);
        if (!answer.getResponse().hasError()) {
            throw new AssertionError("expected an error, got " + answer);
        }
        return answer.getResponse().getError();
    }

    /** The end of a lane, after events that may come before it. */
    public LaneEnd laneEnd(int lane) {
        LaneResponse answer = next(lane);
        while (answer.getResponse().hasEvent()) {
            answer = next(lane);
        }
        if (!answer.hasEnd()) {
            throw new AssertionError("expected the lane's end, got " + answer);
        }
        return answer.getEnd();
    }

    /** The end of the stream. */
    public Status end() {
        try {
            return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException never) {
            throw new AssertionError("the stream did not end", never);
        }
    }
}
