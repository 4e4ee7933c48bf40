package walras.server.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.LaneRequest;
import walras.v1.LaneResponse;
import walras.v1.Leave;
import walras.v1.PlayManyRequest;
import walras.v1.PlayManyResponse;
import walras.v1.PlayRequest;
import walras.v1.PlayServiceGrpc;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;

/**
 * Sessions that are the lanes of one stream, stepped in lockstep by a client that computes nothing: the next acts of all
 * lanes go out, on the event loop, when every lane has answered.
 */
final class LaneClient extends ClientCall.Listener<byte[]> implements AutoCloseable {
    private static final MethodDescriptor<byte[], byte[]> METHOD = PlayServiceGrpc.getPlayManyMethod().toBuilder(
                    new RawBytes(), new RawBytes())
            .build();
    private static final int LANES_TAG =
            PlayManyResponse.LANES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int CLOSING_SECONDS = 10;

    private final ClientCall<byte[], byte[]> call;
    private final int lanes;
    private final byte[] acts; // [bytes] of one message, the step numbers all of one width
    private final int[] stepAt; // [lanes]
    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private final CompletableFuture<PlayManyResponse> attached = new CompletableFuture<>();
    private volatile CompletableFuture<Integer> end = new CompletableFuture<>();

    // Of the event loop, and of the caller while nothing is on its way.
    private final PlayManyResponse.Builder opening = PlayManyResponse.newBuilder();
    private int answered;
    private long step = 1;
    private long until;
    private int turns;

    LaneClient(ManagedChannel channel, String environment, int lanes, int rows) throws Exception {
        this.lanes = lanes;
        call = channel.newCall(METHOD, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(1);
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment(environment)
                .setNumEnvs(rows)
                .setSeed(1)
                .build();
        call.sendMessage(bytes(
                lane -> PlayRequest.newBuilder().setAttach(Attach.newBuilder().setCreate(config))));
        LaneResponse first = attached.get().getLanes(0);
        long frameBytes = first.getResponse()
                .getAttached()
                .getSession()
                .getSeats(0)
                .getActionLayout()
                .getSizeBytes();
        ByteString frame = ByteString.copyFrom(new byte[Math.toIntExact(frameBytes)]);
        acts = bytes(lane -> PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(StepNumber.WIDEST)
                        .addFrames(SeatFrame.newBuilder().setFrame(frame))));
        stepAt = StepNumber.places(acts, lanes);
        call.sendMessage(bytes(lane -> PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance())));
        end.get();
        turns = 0;
    }

    private byte[] bytes(Function<Integer, PlayRequest.Builder> message) { // -> [bytes]
        PlayManyRequest.Builder all = PlayManyRequest.newBuilder();
        for (int lane = 0; lane < lanes; lane++) {
            all.addLanes(LaneRequest.newBuilder().setLane(lane).setRequest(message.apply(lane)));
        }
        return all.build().toByteArray();
    }

    /** Begins to play for a while. */
    void begin(long forNanos) {
        end = new CompletableFuture<>();
        until = System.nanoTime() + forNanos;
        turns = 0;
        act();
    }

    /** Waits for the end of it; how many turns there were, of all lanes. */
    int end() throws InterruptedException, ExecutionException {
        return end.get();
    }

    private void act() {
        for (int at : stepAt) {
            StepNumber.write(acts, at, step);
        }
        step++;
        call.sendMessage(acts);
    }

    @Override
    public void onMessage(byte[] message) { // [bytes]
        try {
            call.request(1);
            answered += attached.isDone() ? count(message) : open(message);
            if (answered == lanes) {
                answered = 0;
                allAnswered();
            }
        } catch (IOException | RuntimeException bad) {
            attached.completeExceptionally(bad);
            end.completeExceptionally(bad);
        }
    }

    private int open(byte[] message) throws InvalidProtocolBufferException { // [bytes]
        PlayManyResponse response = PlayManyResponse.parseFrom(message);
        for (LaneResponse lane : response.getLanesList()) {
            if (!lane.getResponse().hasAttached()) {
                throw new IllegalStateException(lane.toString());
            }
            opening.addLanes(lane);
        }
        return response.getLanesCount();
    }

    /** Lanes in a message whose last word is a turn of the present step. */
    private static int count(byte[] message) throws IOException { // [bytes]
        CodedInputStream in = CodedInputStream.newInstance(message);
        int count = 0;
        while (in.readTag() == LANES_TAG) {
            in.skipRawBytes(in.readRawVarint32());
            count++;
        }
        return count;
    }

    private void allAnswered() {
        if (!attached.isDone()) {
            attached.complete(opening.build());
            return;
        }
        turns += lanes;
        if (System.nanoTime() < until) {
            act();
        } else {
            end.complete(turns);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        closed.complete(status);
        attached.completeExceptionally(status.asRuntimeException(trailers));
        end.completeExceptionally(status.asRuntimeException(trailers));
    }

    /** The sessions end with their lanes, so that the server has room for others. */
    @Override
    public void close() {
        call.sendMessage(bytes(
                lane -> PlayRequest.newBuilder().setLeave(Leave.newBuilder().setCloseSession(true))));
        call.halfClose();
        try {
            closed.get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException impatient) {
            call.cancel("measured", impatient);
        }
    }
}
