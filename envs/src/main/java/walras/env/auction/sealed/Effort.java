package walras.env.auction.sealed;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;

/**
 * What solving an auction may cost, counted in evaluations and not in seconds, so that what is solved on one machine is solved on
 * every other. One unit is some ten nanoseconds. Nothing is counted where nobody set a limit, as in play.
 */
final class Effort {
    /** Some three seconds. */
    static final long LIMIT = 300_000_000;

    private static final ThreadLocal<@Nullable Effort> PRESENT = new ThreadLocal<>();

    private long left;

    private Effort(long limit) {
        this.left = limit;
    }

    /** The limit was passed. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Spent() {
            super("more than " + LIMIT + " evaluations", null, false, false);
        }
    }

    /**
     * Does the work within the limit, or within what is left where this is part of a work with a limit.
     *
     * @throws Spent if it takes more
     */
    static <T> T within(long limit, Supplier<T> work) {
        if (PRESENT.get() != null) {
            return work.get();
        }
        PRESENT.set(new Effort(limit));
        try {
            return work.get();
        } finally {
            PRESENT.remove();
        }
    }

    /** Counts some units, and ends where a thread was interrupted. */
    static void spend(long units) {
        Interruption.check("sealed bids");
        Effort present = PRESENT.get();
        if (present != null) {
            present.left -= units;
            if (present.left < 0) {
                throw new Spent();
            }
        }
    }
}
