package walras.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;

/** Where one shard stands, and what came for it. */
final class Shard {
    final Deque<PlayResponse> inbox = new ArrayDeque<>();
    final ActionFrames frames = new ActionFrames();
    final int index;

    @Nullable
    PlayRequest awaited;

    long asked; // the number of the turn that is awaited

    @Nullable
    Turn last;

    long step; // the number of the last turn
    boolean rolling; // whether a rollout is on its way

    Shard(int index, long step) {
        this.index = index;
        this.step = step;
    }

    void requireIdle() {
        if (awaited != null) {
            throw WalrasException.notNow(
                    "ALREADY_ACTED", "shard " + index + ": a step is on its way; receive its turn first");
        }
        if (rolling) {
            throw WalrasException.notNow(
                    "BUSY", "shard " + index + ": a rollout is on its way; read it to its end, or close it");
        }
    }

    /** True if no agent of the seat must act now. */
    boolean inactive(String seat) {
        boolean[] active = last == null ? null : last.active().get(seat);
        if (active == null || active.length == 0) {
            return false;
        }
        for (boolean each : active) {
            if (each) {
                return false;
            }
        }
        return true;
    }

    /** The first turn that came and is not older than asked for; throws the refusal that came in its place. */
    @Nullable
    Turn delivered(List<Seat> seats, long least) {
        for (PlayResponse message = inbox.poll(); message != null; message = inbox.poll()) {
            boolean refusal = message.hasError();
            boolean general = refusal && !message.getError().hasStep();
            long of = refusal ? message.getError().getStep() : message.getTurn().getStep();
            if (!general && (of < least || (!refusal && last != null && of <= last.step()))) {
                continue;
            }
            awaited = null;
            if (refusal) {
                throw WalrasException.of(message.getError().getError());
            }
            last = Turn.of(seats, message.getTurn());
            step = of;
            return last;
        }
        return null;
    }
}
