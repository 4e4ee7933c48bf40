package walras.server.json;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import walras.server.http.HttpStream;
import walras.server.session.work.Serial;

/** Moves texts into a stream as fast as its reader takes them, holding one piece at a time. */
final class Pump {
    private final HttpStream stream;
    private final Runnable idle;
    private final Serial serial;
    private final StringBuilder text = new StringBuilder(); // of the serial tasks, as what follows
    private @Nullable Pieces pieces;
    private Runnable then = () -> {};

    Pump(HttpStream stream, Executor pool) {
        this(stream, pool, () -> {});
    }

    /** @param idle told when the stream has become ready and there is nothing to move: whoever has more was refused before */
    Pump(HttpStream stream, Executor pool, Runnable idle) {
        this.stream = stream;
        this.idle = idle;
        serial = new Serial(pool);
        stream.onReady(() -> serial.run(this::move));
    }

    static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Moves a text; one after the other.
     *
     * @param whenDone told when all of it is the stream's
     */
    void pump(Pieces next, Runnable whenDone) {
        serial.run(() -> {
            pieces = next;
            then = whenDone;
            move();
        });
    }

    private void move() {
        try {
            moveAll();
        } catch (RuntimeException | Error failed) {
            pieces = null;
            stream.abort(); // the reader sees that there should be more
            throw failed;
        }
    }

    private void moveAll() {
        Pieces present = pieces;
        if (present == null && stream.ready()) {
            idle.run();
        }
        while (present != null && stream.ready()) {
            text.setLength(0);
            boolean more = present.next(text);
            stream.send(bytes(text));
            if (!more) {
                present = null;
                pieces = null;
                then.run();
            }
        }
    }
}
