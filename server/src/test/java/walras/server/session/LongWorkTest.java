package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.refused;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import walras.env.Interruption;
import walras.env.Problem;
import walras.server.session.work.LongWork;

/** Work that may take long ends in time, and when nobody wants it. */
final class LongWorkTest {
    private final FakeTimer timer = new FakeTimer();
    private final LongWork work = new LongWork("test", 1, 1, Duration.ofSeconds(5), timer);
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final CountDownLatch running = new CountDownLatch(1);

    @AfterEach
    void close() {
        work.close();
    }

    private final LongWork.Outcome<String> outcome = new LongWork.Outcome<>(
            told::add,
            why -> told.add(why instanceof Problem problem ? problem.reason() : why),
            late -> told.add("unwanted " + late));

    private Object next() throws InterruptedException {
        Object next = told.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    /** Works until it is interrupted. */
    private String endless() {
        running.countDown();
        while (true) {
            Interruption.check("test");
            Thread.onSpinWait();
        }
    }

    @Test
    void work_thatEnds_isTold() throws InterruptedException {
        work.start(() -> "done", outcome);
        assertEquals("done", next());
        timer.pass(Duration.ofSeconds(10));
        assertTrue(told.isEmpty());
    }

    @Test
    void work_thatTakesTooLong_isEndedWithLimit() throws InterruptedException {
        work.start(this::endless, outcome);
        running.await();
        timer.pass(Duration.ofMillis(4999));
        assertTrue(told.isEmpty());
        timer.pass(Duration.ofMillis(1));
        assertEquals("LIMIT", next());
        work.start(() -> "the thread is free", outcome);
        assertEquals("the thread is free", next());
        assertTrue(told.isEmpty());
    }

    @Test
    void work_whoseCallerIsGone_endsInSilence() throws InterruptedException {
        LongWork.Pending pending = work.start(this::endless, outcome);
        running.await();
        pending.giveUp();
        AtomicBoolean interrupted = new AtomicBoolean(true);
        work.start(
                () -> {
                    interrupted.set(Thread.currentThread().isInterrupted());
                    return "next";
                },
                outcome);
        assertEquals("next", next());
        assertFalse(interrupted.get());
    }

    // What was made for a caller that went must not stay.
    @Test
    void work_thatEndsAfterItsCallerWent_isUnwanted() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        LongWork.Pending pending = work.start(
                () -> {
                    running.countDown();
                    while (gone.getCount() > 0) {
                        Thread.onSpinWait(); // does not look whether it is interrupted
                    }
                    return "made";
                },
                outcome);
        running.await();
        pending.giveUp();
        gone.countDown();
        assertEquals("unwanted made", next());
    }

    @Test
    void work_thatFindsNoPlace_isRefused() throws InterruptedException {
        LongWork.Pending first = work.start(this::endless, outcome);
        running.await();
        LongWork.Pending second = work.start(() -> "second", outcome);
        refused("OVERLOADED", () -> work.start(() -> "third", outcome));
        second.giveUp(); // leaves its place
        work.start(() -> "fourth", outcome);
        first.giveUp();
        assertEquals("fourth", next());
    }
}
