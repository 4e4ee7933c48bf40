package walras.server.caller;

import java.util.concurrent.TimeUnit;

/**
 * One line in the log for everything that somebody was let do, or refused: who, what, which session or tournament, why. Strangers decide
 * how often they are refused, so of refusals some are written in a second, and the others counted.
 */
public final class Audit {
    private static final System.Logger LOG = System.getLogger("walras.audit");
    private static final int MOST_REFUSALS = 10; // in a second
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    // Guarded by the class.
    private static long second = System.nanoTime();
    private static int refusals;

    private Audit() {}

    /**
     * Somebody did something. Where nobody is asked who they are there is nothing to tell but how busy the server is, so
     * that is written for those alone who look for faults.
     *
     * @param what made, joined, has no more the
     */
    public static void did(Caller who, String what, String session, String more) {
        write(who, what, "session", session, more);
    }

    /** The same of a tournament. */
    public static void didTournament(Caller who, String what, String tournament, String more) {
        write(who, what, "tournament", tournament, more);
    }

    private static void write(Caller who, String what, String kind, String id, String more) {
        System.Logger.Level level = who == Caller.ANYBODY ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
        LOG.log(level, "{0} {1} {2} {3}{4}", who.name(), what, kind, id, more.isEmpty() ? "" : ": " + more);
    }

    /** Somebody was refused. */
    public static void refused(String who, String what, String why) {
        int left = counted();
        if (left > 0) {
            LOG.log(System.Logger.Level.INFO, "{0} more were refused within a second", left);
        }
        if (left >= 0) {
            LOG.log(System.Logger.Level.INFO, "{0} was refused {1}: {2}", who, what, why);
        }
    }

    /** How many were not written in the second that has ended; -1 if this one is not to be written either. */
    private static synchronized int counted() {
        long now = System.nanoTime();
        int left = 0;
        if (now - second >= SECOND) {
            left = Math.max(0, refusals - MOST_REFUSALS);
            second = now;
            refusals = 0;
        }
        refusals++;
        return refusals <= MOST_REFUSALS ? left : -1;
    }
}
