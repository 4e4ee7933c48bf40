package walras.tournament.play;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.DataType;
import walras.v1.FrameField;
import walras.v1.FrameLayout;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;
import walras.v1.SeatFrame;

/**
 * An entrant of the runner's tests, a process of its own: takes the seat of WALRAS_JOIN and plays until the session is
 * closed. What it plays is a function of the step, so that a match has one outcome. Its one word says what is wrong with it:
 * {@code good}, {@code crash=STEP}, {@code left=STEP}, {@code sleep}, {@code illegal} (ends when it is refused),
 * {@code stubborn} (acts illegally again and again), {@code slow=MILLIS} (before each move), {@code hog} (eats memory).
 */
final class TestBot {
    private static final int COME_BACK_SECONDS = 60;
    private static final int CRASHED = 3;
    private static final int REFUSED = 4;

    private final String what;
    private final long number; // of a word NAME=NUMBER
    private final List<byte[]> eaten = new ArrayList<>();

    private TestBot(String word) {
        what = word.replaceAll("=.*", "");
        number = word.contains("=") ? Long.parseLong(word.replaceAll(".*=", "")) : 0;
    }

    public static void main(String[] words) throws InterruptedException {
        URI address = URI.create(System.getenv("WALRAS_JOIN"));
        TestBot bot = new TestBot(words[0]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(COME_BACK_SECONDS);
        while (true) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                    .usePlaintext()
                    .build();
            try {
                bot.play(channel, address);
            } catch (StatusRuntimeException ended) {
                if (ended.getStatus().getCode() != Status.Code.UNAVAILABLE || System.nanoTime() > end) {
                    boolean over = String.valueOf(ended.getMessage()).contains("closed");
                    System.out.println(ended.getMessage());
                    System.exit(over ? 0 : CRASHED);
                }
                TimeUnit.MILLISECONDS.sleep(100); // the server comes again, or does not
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void play(ManagedChannel channel, URI address) throws InterruptedException {
        BlockingQueue<Object> inbox = new LinkedBlockingQueue<>();
        StreamObserver<PlayRequest> out = PlayServiceGrpc.newStub(channel).play(new StreamObserver<>() {
            @Override
            public void onNext(PlayResponse response) {
                inbox.add(response);
            }

            @Override
            public void onError(Throwable why) {
                inbox.add(Status.fromThrowable(why));
            }

            @Override
            public void onCompleted() {
                inbox.add(Status.UNKNOWN.withDescription("the session was closed"));
            }
        });
        out.onNext(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setReplace(true)
                        .setAccess(Access.newBuilder()
                                .setSessionId(address.getPath().substring(1))
                                .addTickets(address.getQuery().replace("ticket=", ""))))
                .build());
        int seat = -1;
        FrameLayout layout = FrameLayout.getDefaultInstance();
        while (true) {
            Object next = inbox.take();
            if (next instanceof Status status) {
                throw status.asRuntimeException();
            }
            PlayResponse response = (PlayResponse) next;
            if (response.hasAttached()) {
                seat = response.getAttached().getSeats(0);
                layout = response.getAttached().getSession().getSeats(seat).getActionLayout();
            } else if (response.hasTurn()) {
                act(out, seat, response.getTurn().getStep() + 1, layout);
            } else if (response.hasError()) {
                refused(response.getError().getError().getMessage());
                if (what.equals("stubborn")) {
                    act(out, seat, response.getError().getStep(), layout);
                }
            }
        }
    }

    private void refused(String why) {
        System.out.println(why);
        if (what.equals("illegal")) {
            System.exit(REFUSED);
        }
    }

    private void act(StreamObserver<PlayRequest> out, int seat, long step, FrameLayout layout)
            throws InterruptedException {
        switch (what) {
            case "crash" -> endAt(step, CRASHED);
            case "left" -> endAt(step, 0);
            case "slow" -> TimeUnit.MILLISECONDS.sleep(number);
            case "hog" -> eat();
            default -> {}
        }
        if (what.equals("sleep")) {
            return;
        }
        boolean legal = !what.equals("illegal") && !what.equals("stubborn");
        out.onNext(PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(step)
                        .addFrames(SeatFrame.newBuilder()
                                .setSeat(seat)
                                .setFrame(ByteString.copyFrom(frame(layout, legal ? (step % 4) / 4.0 : 1e9)))))
                .build());
    }

    private void endAt(long step, int code) {
        if (step == number) {
            System.exit(code);
        }
    }

    /** For ever: it is killed, and never acts. */
    private void eat() throws InterruptedException {
        while (true) {
            byte[] more = new byte[16 << 20];
            Arrays.fill(more, (byte) 1);
            eaten.add(more);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** An action frame: every real number is the value, every choice the first one, or one that is not there. */
    private static byte[] frame(FrameLayout layout, double value) {
        ByteBuffer frame = ByteBuffer.allocate((int) layout.getSizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (FrameField field : layout.getFieldsList()) {
            int count = field.getShapeList().stream().reduce(1, (a, b) -> a * b);
            for (int k = 0; k < count; k++) {
                if (field.getDtype() == DataType.DATA_TYPE_FLOAT64) {
                    frame.putDouble((int) field.getOffset() + k * Double.BYTES, value);
                } else if (field.getDtype() == DataType.DATA_TYPE_FLOAT32) {
                    frame.putFloat((int) field.getOffset() + k * Float.BYTES, (float) value);
                } else {
                    frame.putInt((int) field.getOffset() + k * Integer.BYTES, value > 1 ? (int) value : 0);
                }
            }
        }
        return frame.array();
    }
}
