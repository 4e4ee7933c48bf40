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
import walras.v1.DataType;
import walras.v1.FrameField;
import walras.v1.FrameLayout;
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
 * lanes, or one act for all of them, go out, on the event loop, when every lane has answered.
 */
final class LaneClient extends ClientCall.Listener<byte[]> implements AutoCloseable {
    private static final MethodDescriptor<byte[], byte[]> METHOD = PlayServiceGrpc.getPlayManyMethod().toBuilder(
                    new RawBytes(), new RawBytes())
            .build();
    private static final int LANES_TAG =
            PlayManyResponse.LANES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int LANE_TAG = LaneResponse.LANE_FIELD_NUMBER << 3;
    private static final int COUNT_TAG = LaneResponse.COUNT_FIELD_NUMBER << 3;
    private static final int APART_TAG = LaneResponse.APART_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

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

    /** @param together true for one act for all lanes, false for an act for each */
    LaneClient(ManagedChannel channel, String environment, int lanes, int rows, boolean together) throws Exception {
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
        FrameLayout layout =
                first.getResponse().getAttached().getSession().getSeats(0).getActionLayout();
        acts = together
                ? PlayManyRequest.newBuilder()
                        .addLanes(LaneRequest.newBuilder().setCount(lanes).setRequest(act(layout, lanes)))
                        .build()
                        .toByteArray()
                : bytes(lane -> act(layout, 1));
        stepAt = StepNumber.places(acts, together ? 1 : lanes);
        call.sendMessage(bytes(lane -> PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance())));
        end.get();
        turns = 0;
    }

    /** An act of zeros for so many sessions at once. */
    private static PlayRequest.Builder act(FrameLayout layout, int sessions) {
        int bytes = 0;
        for (FrameField field : layout.getFieldsList()) {
            int elements = field.getShapeList().stream().reduce(sessions, Math::multiplyExact);
            bytes = Math.toIntExact(walras.server.frame.FrameLayout.aligned(bytes))
                    + elements * bytes(field.getDtype());
        }
        return PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(StepNumber.WIDEST)
                        .addFrames(SeatFrame.newBuilder().setFrame(ByteString.copyFrom(new byte[bytes]))));
    }

    private static int bytes(DataType type) {
        return switch (type) {
            case DATA_TYPE_UINT8, DATA_TYPE_INT8 -> 1;
            case DATA_TYPE_INT32, DATA_TYPE_FLOAT32 -> Integer.BYTES;
            case DATA_TYPE_INT64, DATA_TYPE_FLOAT64 -> Long.BYTES;
            default -> throw new IllegalArgumentException("a field of type " + type);
        };
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

    /** Lanes that a message answers; they all answer with a turn of the present step. */
    private static int count(byte[] message) throws IOException { // [bytes]
        CodedInputStream in = CodedInputStream.newInstance(message);
        int count = 0;
        while (in.readTag() == LANES_TAG) {
            int end = in.readRawVarint32() + in.getTotalBytesRead();
            count += count(in, end);
            in.skipRawBytes(end - in.getTotalBytesRead());
        }
        return count;
    }

    /** Of one answer; what kind of answer it is for comes before the turn. */
    private static int count(CodedInputStream in, int end) throws IOException {
        while (in.getTotalBytesRead() < end) {
            int tag = in.readTag();
            if (tag == COUNT_TAG) {
                return in.readInt32();
            } else if (tag == APART_TAG) {
                throw new IllegalStateException("a lane that was not stepped with the others");
            } else if (tag != LANE_TAG) {
                return 1;
            }
            in.readInt32();
        }
        return 1;
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
