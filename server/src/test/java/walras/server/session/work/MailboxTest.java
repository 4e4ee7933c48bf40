package walras.server.session.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One owner at a time, and no event that nobody takes: in every order in which threads can come. */
final class MailboxTest {
    private static final int EVENT = 1;
    private static final int HOLD = 0; // from it on only urgent events are taken
    private static final int RELEASE = -1; // urgent; ends it

    @Test
    void next_urgentEvents_comeFirstAndAlsoWhileOthersWait() {
        Mailbox<String> mailbox = new Mailbox<>();
        assertTrue(mailbox.own());
        assertFalse(mailbox.own());
        mailbox.add("a");
        mailbox.add("b");
        mailbox.addUrgent("c");
        assertEquals("c", mailbox.next(true));
        assertNull(mailbox.next(false));
        assertTrue(mailbox.leave(false));
        assertTrue(mailbox.own());
        assertEquals("a", mailbox.next(true));
        assertFalse(mailbox.leave(true), "b waits");
        assertEquals("b", mailbox.next(true));
        assertTrue(mailbox.leave(true));
        assertTrue(mailbox.isEmpty());
    }

    // A sample of the orders in every run, many more in the long one.
    @Test
    void drain_ofThreeThreads_takesEveryEventOnce() {
        Lincheck.runConcurrentTest(300, MailboxTest::drainOfThreeThreads);
    }

    @Test
    @Tag("full")
    void drain_ofThreeThreadsInManyOrders_takesEveryEventOnce() {
        Lincheck.runConcurrentTest(50_000, MailboxTest::drainOfThreeThreads);
    }

    private static void drainOfThreeThreads() {
        Drained drained = new Drained();
        List<Thread> threads = List.of(
                new Thread(() -> {
                    drained.put(EVENT);
                    drained.put(EVENT);
                }),
                new Thread(() -> {
                    drained.put(HOLD);
                    drained.release();
                }),
                new Thread(() -> drained.put(EVENT)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }
        drained.release();
        assertEquals(3, drained.taken);
        assertTrue(drained.mailbox.isEmpty());
    }

    /** Something that is drained as a shard is; what the owner has is not guarded by anything else. */
    private static final class Drained {
        private final Mailbox<Integer> mailbox = new Mailbox<>();
        private volatile boolean open = true;
        private boolean owned;
        private int taken;

        void put(int event) {
            mailbox.add(event);
            drainIfOwner();
        }

        void release() {
            mailbox.addUrgent(RELEASE);
            drainIfOwner();
        }

        private void drainIfOwner() {
            if (mailbox.own()) {
                do {
                    drain();
                } while (!mailbox.leave(open));
            }
        }

        private void drain() {
            assertFalse(owned, "two owners");
            owned = true;
            for (Integer event = mailbox.next(open); event != null; event = mailbox.next(open)) {
                open = event == EVENT ? open : event == RELEASE;
                taken += event == EVENT ? 1 : 0;
            }
            owned = false;
        }
    }
}
