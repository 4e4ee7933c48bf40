package walras.server.json;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import walras.server.http.HttpStream;
import walras.server.session.Session;
import walras.server.session.shard.Turn;
import walras.server.session.work.Timer;

/**
 * One watcher of one shard. At every interval it looks whether there is another turn than the one it has shown, and shows
 * it if its reader keeps up; a slow reader misses turns, and nobody waits for it.
 */
final class Watch {
    /** A line that says nothing, so that a reader that is gone is noticed, and proxies keep the connection. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Session session;
    private final int shard;
    private final WatchFrames frames;
    private final HttpStream stream;
    private final Timer timer;
    private final Executor pool;
    private final Duration every;
    private volatile boolean gone;
    private Runnable ended = () -> {};

    // Of the task that looks, one of which runs at a time.
    private long shown = -1;
    private Duration silent = Duration.ZERO;

    Watch(
            Session session,
            int shard,
            WatchFrames frames,
            HttpStream stream,
            Timer timer,
            Executor pool,
            int everyMillis) {
        this.session = session;
        this.shard = shard;
        this.frames = frames;
        this.stream = stream;
        this.timer = timer;
        this.pool = pool;
        every = Duration.ofMillis(everyMillis);
    }

    /** @param whenEnded told once, when nobody watches any more */
    void begin(Runnable whenEnded) {
        ended = whenEnded;
        look();
    }

    /** The reader is gone; the next look notices. */
    void gone() {
        gone = true;
    }

    private void look() {
        boolean on = false;
        try {
            on = goesOn();
        } finally {
            if (!on) {
                ended.run();
            }
        }
        if (on) {
            timer.after(every, () -> pool.execute(this::look));
        }
    }

    private boolean goesOn() {
        if (gone) {
            return false;
        } else if (session.closed()) {
            send("event: closed\ndata: {}\n\n");
            stream.end();
            return false;
        } else if (stream.ready()) {
            show();
        }
        return true;
    }

    private void show() {
        Turn turn = session.lastStep(shard) == shown ? null : session.held(shard);
        if (turn == null) {
            silent = silent.plus(every);
            if (silent.compareTo(SILENCE) >= 0) {
                send(":\n\n");
            }
            return;
        }
        WatchFrames.Seen seen;
        try {
            seen = frames.copy(turn, frames.open() ? Map.of() : session.actions(turn));
        } finally {
            turn.use().release();
        }
        shown = seen.step();
        send("event: turn\nid: " + shown + "\ndata: " + frames.text(shard, seen) + "\n\n");
    }

    private void send(String event) {
        silent = Duration.ZERO;
        stream.send(event.getBytes(StandardCharsets.UTF_8));
    }
}
