package walras.server.rpc.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.shard.Turn;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.server.wire.SessionMessages;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.SeatFrame;
import walras.v1.SharedMemory;

/**
 * Moves frames between messages and shared memory, so that the stream itself need not know: acts come out of it as if
 * their frames had been in the message, and turns go into it.
 */
final class SharingPlay {
    private final LocalDirectory directory;

    private volatile int wantedSlots = -1; // -1 where frames travel in the messages
    private volatile @Nullable SharedFrames frames;
    private volatile boolean closed;

    SharingPlay(LocalDirectory directory) {
        this.directory = directory;
    }

    /**
     * What a participant sent, as the stream takes it.
     *
     * @throws UncheckedIOException if a shared frame cannot be read
     */
    PlayIn in(PlayRequest request) throws IOException {
        SharedFrames shared = frames;
        if (shared != null) {
            shared.unname();
        }
        try {
            return switch (request.getMessageCase()) {
                case ACT -> inWords(request.getAct()) ? new PlayIn.Message(request) : act(request.getAct(), shared);
                case ATTACH -> attach(request);
                case RESET -> {
                    if (request.getReset().hasTurnSlot()) {
                        grant(
                                shared,
                                request.getReset().getShard(),
                                request.getReset().getTurnSlot());
                    }
                    yield new PlayIn.Message(request);
                }
                default -> new PlayIn.Message(request);
            };
        } catch (Problem refused) {
            return new PlayIn.Malformed(refused);
        }
    }

    private PlayIn attach(PlayRequest request) {
        if (frames == null && request.getAttach().hasSharedMemory()) {
            wantedSlots = SharedLayout.requireSlots(
                    SharedLayout.WANTED, request.getAttach().getSharedMemory().getTurnSlots());
        }
        return new PlayIn.Message(request);
    }

    private static boolean inWords(Act act) {
        return act.getFramesList().stream().anyMatch(SeatFrame::hasText);
    }

    private static PlayIn act(Act act, @Nullable SharedFrames shared) {
        if (act.hasTurnSlot()) {
            grant(shared, act.getShard(), act.getTurnSlot());
        }
        return new PlayIn.HotAct(SessionMessages.read(
                act,
                frame -> frame.getShared()
                        ? required(shared).actions(act.getShard(), frame.getSeat())
                        : frame.getFrame().asReadOnlyByteBuffer()));
    }

    private static void grant(@Nullable SharedFrames shared, int shard, int slot) {
        required(shared).grant(shard, slot);
    }

    private static SharedFrames required(@Nullable SharedFrames shared) {
        if (shared == null) {
            throw Problem.request("message", "frames in the message, for this stream has no shared memory", "others");
        }
        return shared;
    }

    /** A message to the participant; a turn's frames are in shared memory where there is a slot for them. */
    PlayOut out(PlayOut out) throws IOException {
        if (out instanceof PlayOut.Message message && message.response().hasAttached() && wantedSlots >= 0) {
            Attached attached = message.response().getAttached();
            return new PlayOut.Message(PlayResponse.newBuilder()
                    .setAttached(attached.toBuilder().setSharedMemory(share(attached)))
                    .build());
        }
        SharedFrames shared = frames;
        if (out instanceof PlayOut.HotTurn hot && shared != null) {
            int slot = shared.write(hot.turn().shard(), hot.turn().frames());
            return slot < 0 ? out : new PlayOut.Message(inSlot(hot, slot));
        }
        return out;
    }

    private SharedMemory share(Attached attached) {
        if (attached.getSeatsList().stream()
                .anyMatch(
                        seat -> !attached.getSession().getSeats(seat).getRules().isEmpty())) {
            return SharedMemory.newBuilder()
                    .setRefused("turns in words travel in the messages")
                    .build();
        }
        try {
            SharedLayout layout = SharedLayout.of(attached, wantedSlots);
            SharedFrames made = SharedFrames.create(directory.nextFrames(), layout);
            frames = made;
            if (closed) {
                made.close();
                throw new IOException("the participant has gone");
            }
            return layout.message().setPath(made.path().toString()).build();
        } catch (IOException | ArithmeticException none) {
            return SharedMemory.newBuilder()
                    .setRefused(String.valueOf(none.getMessage()))
                    .build();
        }
    }

    private static PlayResponse inSlot(PlayOut.HotTurn hot, int slot) {
        Turn turn = hot.turn();
        byte[] @Nullable [] none = new byte[turn.frames().length][];
        Turn bare = new Turn(
                turn.shard(), turn.step(), turn.cause(), none, turn.finalRows(), turn.finalFrames(), turn.late());
        return PlayResponse.newBuilder()
                .setTurn(SessionMessages.write(bare, hot.seats()).toBuilder()
                        .clearFrames()
                        .setSlot(slot))
                .build();
    }

    /** To be called on the event loop, when nothing more comes. */
    void close() {
        closed = true;
        SharedFrames shared = frames;
        if (shared != null) {
            shared.close();
        }
    }
}
