package walras.server.json;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import walras.server.http.Exchange;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpStream;
import walras.server.session.work.Timer;
import walras.v1.ErrorDetail;

/** One request while it is worked on: what it holds, who is told when its caller goes, and how it is answered. */
final class OneExchange {
    /** Characters up to which an answer goes as a whole, with its length. */
    private static final int WHOLE_CHARACTERS = 256 << 10;

    private final Exchange exchange;
    private final JsonRoom.Share room;
    private final Executor pool;
    private final Runnable finished;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Timer.@Nullable Alarm alarm;

    /** @param finished told once, when the exchange needs nothing any more */
    OneExchange(Exchange exchange, JsonRoom.Share room, Executor pool, Runnable finished) {
        this.exchange = exchange;
        this.room = room;
        this.pool = pool;
        this.finished = finished;
    }

    Exchange exchange() {
        return exchange;
    }

    JsonRoom.Share room() {
        return room;
    }

    /**
     * Work has begun.
     *
     * @param giveUp called when the caller goes
     */
    void begun(Runnable giveUp, Timer.@Nullable Alarm timeLimit) {
        alarm = timeLimit;
        exchange.onGone(() -> {
            giveUp.run();
            finish();
        });
        if (over.get() && timeLimit != null) {
            timeLimit.cancel();
        }
    }

    /** Refuses; does nothing where something was answered. */
    void fail(ErrorDetail why) {
        exchange.answerOnce(JsonErrors.answer(why));
        finish();
    }

    /** It needs nothing any more. */
    void finish() {
        Timer.Alarm limit = alarm;
        if (limit != null) {
            limit.cancel();
        }
        if (over.compareAndSet(false, true)) {
            room.release();
            finished.run();
        }
    }

    /** Answers with a text, as a whole where it is short. On a thread that may take its time. */
    void answer(Pieces pieces) {
        StringBuilder text = new StringBuilder();
        boolean more = true;
        while (more && text.length() < WHOLE_CHARACTERS) {
            more = pieces.next(text);
        }
        if (!more) {
            exchange.answerOnce(new HttpAnswer(200, JsonErrors.JSON, Pump.bytes(text)));
            finish();
            return;
        }
        HttpStream stream = exchange.stream(200, JsonErrors.JSON);
        if (stream != null) {
            stream.send(Pump.bytes(text));
            new Pump(stream, pool).pump(pieces, () -> {
                stream.end();
                finish();
            });
        }
    }
}
