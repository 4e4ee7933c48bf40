package walras.server.rpc;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.server.caller.Caller;
import walras.server.session.SessionEvent;
import walras.server.session.shard.Turn;
import walras.server.session.work.Serial;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.server.wire.SessionMessages;
import walras.v1.Attached;
import walras.v1.PlayError;
import walras.v1.PlayResponse;

/**
 * The writing half of a play stream, with flow control. Turns come from any thread, and are sent one after another.
 *
 * <p>While the reader is slow, at most one turn per shard waits here, the last one, and a bounded number of events; and
 * the next message is not asked for, so a client that sends without reading is slowed down by its own connection.
 */
final class PlayWriter {
    private static final int MOST_WAITING_EVENTS = 256;

    private final ServerCall<PlayIn, PlayOut> call;
    private final Caller caller;
    private final Failures failures;
    private final Serial serial = new Serial();

    // Of serial's tasks.
    private List<Integer> seats = List.of();
    private @Nullable Function<Turn, walras.v1.Turn> words; // null where nobody asked for any
    private @Nullable Turn[] slots = {}; // [shards] turns that wait for the reader, held
    private long[] sent = {}; // [shards] number of the last turn that was sent
    private boolean[] expected = {}; // [shards] the client has acted and no turn was sent since
    private @Nullable Queue<SessionEvent> events; // null where none was ever sent
    private boolean open; // Attached has been sent
    private boolean closed;
    private boolean closing; // nothing more comes from the client
    private boolean owed; // the next message is asked for when the reader has caught up

    PlayWriter(ServerCall<PlayIn, PlayOut> call, Caller caller, Failures failures) {
        this.call = call;
        this.caller = caller;
        this.failures = failures;
    }

    /**
     * Prepares for the turns of some seats; they wait until {@link #open}.
     *
     * @param inWords makes a turn's message where it has words in it; null where frames are all
     */
    void prepare(int shards, List<Integer> ofSeats, @Nullable Function<Turn, walras.v1.Turn> inWords) {
        serial.run(() -> {
            seats = ofSeats;
            words = inWords;
            slots = new Turn[shards];
            sent = new long[shards];
            expected = new boolean[shards];
            Arrays.fill(sent, -1);
        });
    }

    /** A turn or an error of the shard is owed to the client from now on. */
    void expect(int shard) {
        serial.run(() -> {
            if (shard >= 0 && shard < expected.length) {
                expected[shard] = true;
            }
        });
    }

    /** Marks turns as seen by the client. */
    void seen(int shard, long step) {
        serial.run(() -> sent[shard] = Math.max(sent[shard], step));
    }

    /** Sends Attached, and whatever has come in the meantime. */
    void open(Attached attached) {
        serial.run(() -> {
            send(PlayResponse.newBuilder().setAttached(attached).build());
            open = true;
            flush();
        });
    }

    /** Sends a turn unless a later one of its shard was sent. */
    void turn(Turn turn) {
        turn.use().hold();
        serial.run(() -> put(turn, turn.step() > sent[turn.shard()]));
    }

    /** Sends a turn even if it was sent before. */
    void again(Turn turn) {
        turn.use().hold();
        serial.run(() -> put(turn, true));
    }

    /** Takes over a turn that is held. */
    private void put(Turn turn, boolean wanted) {
        Turn waiting = slots[turn.shard()];
        if (!wanted || closed || (waiting != null && waiting.step() > turn.step())) {
            turn.use().release();
            return;
        }
        slots[turn.shard()] = turn;
        if (waiting != null) {
            waiting.use().release();
        }
        flush();
    }

    void event(SessionEvent event) {
        serial.run(() -> {
            Queue<SessionEvent> waiting = events == null ? new ArrayDeque<>() : events;
            events = waiting;
            if (waiting.size() == MOST_WAITING_EVENTS) {
                waiting.remove();
            }
            waiting.add(event);
            flush();
        });
    }

    void error(OptionalInt shard, OptionalLong step, Throwable why) {
        PlayError.Builder error = PlayError.newBuilder().setError(failures.detail(why));
        shard.ifPresent(error::setShard);
        step.ifPresent(error::setStep);
        PlayResponse message = PlayResponse.newBuilder().setError(error).build();
        serial.run(() -> {
            send(message);
            answered(shard.orElse(-1));
        });
    }

    /** The reader has caught up. */
    void ready() {
        serial.run(() -> {
            flush();
            askForNext();
        });
    }

    /** Asks for the next message, once the reader has caught up. */
    void next() {
        serial.run(() -> {
            owed = true;
            askForNext();
        });
    }

    private void askForNext() {
        if (owed && !closed && call.isReady()) {
            owed = false;
            requestWithin(caller.waitNanos());
        }
    }

    private void requestWithin(long nanos) {
        if (nanos == 0) {
            call.request(1);
        } else { // who has worked more than its quota is not read, so its own sending waits
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> call.request(1));
        }
    }

    private void flush() {
        while (open && !closed && call.isReady()) {
            SessionEvent event = events == null ? null : events.poll();
            Turn turn = event == null ? takeTurn() : null;
            if (event != null) {
                send(PlayResponse.newBuilder()
                        .setEvent(SessionMessages.write(event))
                        .build());
            } else if (turn != null) {
                sent[turn.shard()] = turn.step();
                call.sendMessage(words == null ? new PlayOut.HotTurn(turn, seats) : inWords(words.apply(turn)));
                turn.use().release();
                answered(turn.shard());
            } else {
                return;
            }
        }
    }

    private static PlayOut inWords(walras.v1.Turn turn) {
        return new PlayOut.Message(PlayResponse.newBuilder().setTurn(turn).build());
    }

    private void answered(int shard) {
        if (shard >= 0 && shard < expected.length) {
            expected[shard] = false;
        }
        closeIfAnswered();
    }

    /** The client sends no more: ends the stream when what it has asked for has been sent. */
    void closeWhenAnswered() {
        serial.run(() -> {
            closing = true;
            closeIfAnswered();
        });
    }

    private void closeIfAnswered() {
        boolean owing = !closing;
        for (int shard = 0; shard < expected.length && !owing; shard++) {
            owing = expected[shard];
        }
        if (!owing) {
            end(null);
        }
    }

    private @Nullable Turn takeTurn() {
        for (int shard = 0; shard < slots.length; shard++) {
            Turn turn = slots[shard];
            if (turn != null) {
                slots[shard] = null;
                return turn;
            }
        }
        return null;
    }

    private void send(PlayResponse message) {
        if (!closed) {
            call.sendMessage(new PlayOut.Message(message));
        }
    }

    /** Ends the stream; {@code why} is null where all is well. */
    void close(@Nullable Throwable why) {
        serial.run(() -> end(why));
    }

    private void end(@Nullable Throwable why) {
        if (!closed) {
            closed = true;
            failures.end(call, why);
        }
    }

    /** The client is gone; nothing is sent any more. */
    void cancelled() {
        serial.run(() -> {
            closed = true;
            for (Turn turn = takeTurn(); turn != null; turn = takeTurn()) {
                turn.use().release();
            }
            events = null;
        });
    }
}
