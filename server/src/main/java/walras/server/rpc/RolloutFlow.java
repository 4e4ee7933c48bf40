package walras.server.rpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import walras.server.session.Rollout;
import walras.server.session.RolloutChunk;
import walras.server.session.RolloutPace;
import walras.server.session.RolloutReader;

/**
 * Makes a rollout go on for as long as its outlet is ready. A chunk is played while those before it are on their way, and
 * only when the reader keeps up: what is in memory is a chunk, and what the outlet was given before it had enough.
 */
public final class RolloutFlow implements RolloutReader {
    private final RolloutOutlet outlet;

    private volatile boolean playing; // changed by whoever holds this
    // Guarded by this.
    private boolean ended;
    private boolean cancelled;
    private @Nullable Rollout rollout;

    public RolloutFlow(RolloutOutlet outlet) {
        this.outlet = outlet;
    }

    void start(Rollout prepared) {
        synchronized (this) {
            rollout = prepared;
        }
        advance();
    }

    /** To be called when the outlet may have become ready. */
    public void advance() {
        if (playing) {
            return; // and whoever plays looks at the outlet again before it rests
        }
        Rollout next;
        synchronized (this) {
            next = rollout;
            if (next == null || playing || ended || !outlet.ready()) {
                return;
            }
            playing = true;
        }
        try {
            next.advance();
        } catch (RuntimeException refused) {
            failed(refused);
        }
    }

    /** Nobody reads any more: as soon as nobody plays, the outlet is told. */
    public void cancel() {
        synchronized (this) {
            ended = true;
            cancelled = true;
        }
        restIfCancelled();
    }

    private void restIfCancelled() {
        synchronized (this) {
            if (!cancelled || playing) {
                return;
            }
        }
        outlet.rest();
    }

    @Override
    public RolloutPace pace() {
        return outlet.pace();
    }

    @Override
    public ByteBuffer room(int count) {
        return outlet.room(count);
    }

    @Override
    public synchronized boolean chunk(RolloutChunk chunk) {
        if (ended) {
            return false;
        }
        ended = chunk.last();
        try {
            outlet.send(chunk);
            if (ended) {
                outlet.complete();
            }
        } catch (RuntimeException | Error unsent) {
            ended = true;
            outlet.fail(unsent);
        }
        return !ended && outlet.ready();
    }

    @Override
    public void paused() {
        stopPlaying();
        advance();
    }

    @Override
    public void failed(RuntimeException why) {
        fail(why);
        stopPlaying();
    }

    private void stopPlaying() {
        synchronized (this) {
            playing = false;
        }
        restIfCancelled();
    }

    synchronized void fail(Throwable why) {
        if (!ended) {
            ended = true;
            outlet.fail(why);
        }
    }
}
