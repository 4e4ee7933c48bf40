package walras.server.rpc;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.server.session.Limits;
import walras.server.session.Session;
import walras.server.session.SessionStack;
import walras.server.session.Turn;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;

/** Lanes of a call that follow each other, and whose sessions are stepped together where they can be. */
final class LaneStack {
    private final int first;
    private final @Nullable Lane[] lanes; // [count]
    private final SessionStack sessions;

    private LaneStack(int first, @Nullable Lane[] lanes, SessionStack sessions) { // [count]
        this.first = first;
        this.lanes = lanes;
        this.sessions = sessions;
    }

    /** For these lanes; null where no two of them can be stepped together. */
    static @Nullable LaneStack of(int first, @Nullable Lane[] lanes, Limits limits) { // [count]
        for (Lane lane : lanes) {
            Session session = lane == null ? null : lane.session();
            if (session != null) {
                SessionStack sessions = SessionStack.of(session, lanes.length, limits);
                return sessions == null ? null : new LaneStack(first, lanes, sessions);
            }
        }
        return null;
    }

    /** True if it is of so many of these lanes, from that one on, and no lane was opened anew. */
    boolean isOf(int number, int count, @Nullable Lane[] all) { // [highest number that was opened + 1]
        return number == first
                && count == lanes.length
                && Arrays.equals(lanes, 0, count, all, first, Math.min(all.length, first + count));
    }

    /** True if it has one of so many lanes from that one on. */
    boolean overlaps(int number, int count) {
        return number < first + lanes.length && first < number + count;
    }

    boolean cheap() {
        return sessions.cheap();
    }

    /** Every session has its own state again. */
    void dissolve() {
        sessions.dissolve();
    }

    /** Steps the lanes that can be stepped together; those that stay apart must be given the act by themselves. */
    SessionStack.Step step(PlayIn.HotAct act) {
        List<Integer> missing = sessions.missing(act.step());
        if (!sessions.fits(act.shard(), act.seats(), act.frames())) {
            return new SessionStack.Step(null, everyone());
        }
        for (int k : missing) {
            Lane lane = lanes[k];
            if (lane != null) {
                lane.lend(sessions, k);
            }
        }
        return sessions.step(act.step(), act.frames());
    }

    private List<Integer> everyone() {
        return IntStream.range(0, lanes.length).boxed().toList();
    }

    /** Leaves the turn of a step in the outbox, which is owed an act for it. */
    void answer(SessionStack.Step step, LaneOutbox outbox) {
        Turn turn = step.turn();
        if (turn == null) {
            outbox.accepted();
        } else {
            List<Integer> apart = step.apart().stream().map(k -> first + k).toList();
            outbox.stepped(first, lanes.length, apart, new PlayOut.HotTurn(turn, sessions.seats()));
        }
    }
}
