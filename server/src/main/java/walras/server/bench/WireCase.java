package walras.server.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;
import walras.v1.ResetConfig;
import walras.v1.Seat;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;

/** A session of one environment, and an echo of the same bytes, on one connection each. */
final class WireCase implements AutoCloseable {
    private static final MethodDescriptor<byte[], byte[]> PLAY = PlayServiceGrpc.getPlayMethod().toBuilder(
                    new RawBytes(), new RawBytes())
            .build();

    private final RoundTrips play;
    private final RoundTrips echo;
    private final byte[] act; // [bytes] the act's message, its step number 8 bytes wide
    private final int stepAt;
    private final int turnBytes;
    private long step;

    WireCase(ManagedChannel channel, String environment, int rows)
            throws InterruptedException, ExecutionException, InvalidProtocolBufferException {
        play = new RoundTrips(channel, PLAY);
        Attached attached = response(play.ask(message(PlayRequest.newBuilder()
                        .setAttach(Attach.newBuilder()
                                .setCreate(SessionConfig.newBuilder()
                                        .setEnvironment(environment)
                                        .setNumEnvs(rows)
                                        .setSeed(1))))))
                .getAttached();
        response(play.ask(message(PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance()))));
        Seat seat = attached.getSession().getSeats(0);
        ByteString frame = ByteString.copyFrom(
                new byte[Math.toIntExact(seat.getActionLayout().getSizeBytes())]);
        act = message(PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(StepNumber.WIDEST)
                        .addFrames(SeatFrame.newBuilder().setFrame(frame))));
        stepAt = StepNumber.place(act);
        turnBytes = play.ask(act(1)).length;
        step = 2;
        echo = new RoundTrips(channel, EchoService.METHOD);
        ByteBuffer first = ByteBuffer.wrap(act.clone());
        first.putInt(0, turnBytes);
        echo.ask(first.array());
    }

    private static byte[] message(PlayRequest.Builder request) { // [bytes]
        return request.build().toByteArray();
    }

    private static PlayResponse response(byte[] bytes) throws InvalidProtocolBufferException { // [bytes]
        PlayResponse response = PlayResponse.parseFrom(bytes);
        if (response.hasError()) {
            throw new IllegalStateException(response.getError().toString());
        }
        return response;
    }

    /** The message of a step. */
    private byte[] act(long number) { // [bytes]
        StepNumber.write(act, stepAt, number);
        return act;
    }

    /** Bytes of a turn's message. */
    int turnBytes() {
        return turnBytes;
    }

    /** Bytes of an act's message. */
    int actBytes() {
        return act.length;
    }

    /** Nanoseconds of every round trip of a while, in ascending order. */
    long[] play(long forNanos) throws InterruptedException, ExecutionException {
        long[] nanos = play.play(this::act, step, forNanos);
        step += nanos.length;
        return nanos;
    }

    /** Begins to play for a while. */
    void begin(long forNanos) {
        play.begin(this::act, step, forNanos);
    }

    /** Waits for the end of it; how many round trips there were. */
    int end() throws InterruptedException, ExecutionException {
        int count = play.end().length;
        step += count;
        return count;
    }

    /** The same for the echo. */
    long[] echo(long forNanos) throws InterruptedException, ExecutionException {
        return echo.play(number -> act, 0, forNanos);
    }

    @Override
    public void close() {
        play.close();
        echo.close();
    }
}
