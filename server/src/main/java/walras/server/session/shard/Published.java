package walras.server.session.shard;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** What every thread may see of a shard: its last turn, and whether it is broken or closed. Written by the shard's owner. */
public final class Published {
    private final int shard;
    private final IntPredicate forfeited;
    private volatile @Nullable Turn last;
    private volatile boolean broken; // a step failed half-way; only a full reset or a restore helps
    private volatile @Nullable Problem over;

    /** @param forfeited true for seats that have been forfeited and do not play any more; asked by any thread */
    Published(int shard, IntPredicate forfeited) {
        this.shard = shard;
        this.forfeited = forfeited;
    }

    /** The last turn; null before the first reset. Its frames may be read by the owner alone; see {@link #held}. */
    @Nullable
    Turn last() {
        return last;
    }

    /** The number of the last turn; -1 before the first reset. */
    public long lastStep() {
        Turn turn = last;
        return turn == null ? -1 : turn.step();
    }

    /** The last turn, held for the caller, who releases it; null before the first reset. */
    @Nullable
    public Turn held() {
        Turn turn = last;
        while (turn != null && !turn.use().tryHold()) {
            turn = last; // it was replaced meanwhile
        }
        return turn;
    }

    /** A turn takes the last one's place, and the shard is whole. */
    void publish(Turn turn) {
        Turn before = last;
        last = turn;
        if (before != null) {
            before.use().release();
        }
        broken = false;
    }

    void breakDown() {
        broken = true;
    }

    boolean broken() {
        return broken;
    }

    /** Nothing is accepted from now on. Called by any thread. */
    void end(Problem why) {
        over = why;
    }

    /** Why nothing is accepted any more; null while the shard is open. */
    @Nullable
    public Problem over() {
        return over;
    }

    void requireOpen() {
        Problem closed = over;
        if (closed != null) {
            throw closed;
        }
    }

    /** @throws Problem NOT_RESET if a step failed half-way */
    void requireWhole() {
        if (broken) {
            throw StepProblems.notReset(shard, "none since a step failed");
        }
    }

    /**
     * Holds acts against the last turn: when they arrive, and when they are taken.
     *
     * @return true if the turn that they ask for was made already, which the answer is told
     * @throws Problem if they are too early, too late, or not to be accepted at all
     */
    boolean answers(Acts acts, Answer answer) {
        while (true) {
            requireOpen();
            Turn stored = last;
            if (stored == null) {
                throw StepProblems.notReset(shard, "none yet");
            }
            requireWhole();
            if (!StepProblems.isAgain(acts.step(), stored)) {
                StepProblems.requireNext(shard, acts.step(), stored.step());
                requireNotForfeited(acts.seats());
                return false;
            } else if (stored.use().tryHold()) {
                answer.again(stored);
                stored.use().release();
                return true;
            }
        }
    }

    /** True if the seat does not play any more. */
    public boolean forfeited(int seat) {
        return forfeited.test(seat);
    }

    private void requireNotForfeited(int[] seats) { // [k]
        for (int seat : seats) {
            if (forfeited.test(seat)) {
                throw StepProblems.forfeited(seat);
            }
        }
    }
}
