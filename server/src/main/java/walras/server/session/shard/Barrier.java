package walras.server.session.shard;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogRecord;
import walras.server.session.work.Limits;

/** Which remote seats of a shard have acted in the present step, who waits for its turn, and who is late. Of the shard's owner. */
final class Barrier {
    /** More do not wait for one turn. */
    private static final int MOST_WAITING = 1024;
    /** Programs that ended with the server, and are started again, are there by then. */
    private static final Duration RETURN_TIME = Duration.ofSeconds(60);

    private final int shard;
    private final ShardBatch batch;
    private final Published published;
    private final Audience audience;
    private final Deadline deadline;
    private final int[] remoteSeats; // ascending
    private final boolean[] acted; // [seats]
    private final boolean[] needed; // [seats]
    private final SeatClocks clocks;
    private boolean begun; // somebody has acted, where others may be waited for
    private long begunNanos; // when
    private final List<Answer> waiting = new ArrayList<>(0);
    private boolean returning; // the server was started again, and not all are back whom the turn waits for

    Barrier(int shard, int seats, ShardBatch batch, Published published, Audience audience, Deadline deadline) {
        this.shard = shard;
        this.batch = batch;
        this.published = published;
        this.audience = audience;
        this.deadline = deadline;
        remoteSeats = batch.remoteSeats().stream().mapToInt(Integer::intValue).toArray();
        acted = new boolean[seats];
        needed = new boolean[seats];
        clocks = new SeatClocks(shard, seats, batch, audience, deadline);
    }

    /** Nobody has acted on the last turn; the agents that must are found anew, and the time for the next turn begins. */
    void open() {
        Arrays.fill(acted, false);
        begun = false;
        boolean alone = remoteSeats.length == 1;
        for (int seat : remoteSeats) {
            needed[seat] = alone || batch.mustAct(seat);
        }
        clocks.begin(published.lastStep());
        returning = false;
        if (isPlaying()) {
            deadline.arm(published.lastStep(), Duration.ZERO);
        }
    }

    /** As {@link #open}, after the server was started again: no time is taken from seats that cannot be back yet. */
    void openAgain() {
        open();
        returning = true;
        if (isPlaying()) {
            deadline.arm(published.lastStep(), RETURN_TIME);
        }
    }

    private boolean isPlaying() {
        return published.over() == null && !published.broken();
    }

    /** True if somebody has acted. */
    boolean any() {
        boolean any = false;
        for (int seat : remoteSeats) {
            any |= acted[seat];
        }
        return any;
    }

    /**
     * Accepts the actions of some seats.
     *
     * @param asked the step that the sender named; empty for none
     * @return true if they were the last ones missing
     */
    boolean act(Acts acts, OptionalLong asked, Answer answer) {
        try {
            if (published.answers(acts, answer)) {
                return false;
            }
            if (waiting.size() >= MOST_WAITING) {
                Limits.require("act: shard " + shard, "waiting_calls", waiting.size() + 1L, MOST_WAITING);
            }
            stage(acts);
        } catch (RuntimeException | Error refused) {
            answer.failed(shard, asked, refused);
            return isPlaying() && completes(); // it may have forfeited the last seat that was missing
        }
        if (!answer.attached()) {
            waiting.add(answer);
        }
        boolean complete = completes();
        if (!complete) {
            wake();
        }
        return complete;
    }

    /** The host has forfeited seats. Returns true if they were the last ones missing. */
    boolean forfeit(List<Integer> seats) {
        batch.note(new LogRecord.Forfeit(seats));
        return isPlaying() && completes();
    }

    /** True if a step is due; what forfeited seats play is then staged. */
    private boolean completes() {
        boolean complete = complete();
        if (complete) {
            endStep();
        }
        return complete;
    }

    /**
     * Stages actions, of all these seats or of none that had not acted. A seat that is late already has played.
     *
     * @throws Problem ALREADY_ACTED if a seat has acted otherwise, or as {@link ShardBatch#stage}
     */
    private void stage(Acts acts) {
        int[] seats = acts.seats(); // [k]
        for (int k = 0; k < seats.length; k++) {
            if (acted[seats[k]] && !clocks.late(seats[k]) && !batch.staged(seats[k], acts.frames()[k])) {
                throw StepProblems.alreadyActed(seats[k], "other actions for the same step");
            }
        }
        for (int k = 0; k < seats.length; k++) {
            if (!acted[seats[k]]) {
                stage(seats[k], acts.frames()[k], acts.unread().get(seats[k]));
            }
        }
        for (int seat : seats) {
            if (!acted[seat]) {
                clocks.acted(seat);
            }
            acted[seat] = true;
        }
        if (!begun && remoteSeats.length > 1) {
            begun = true;
            begunNanos = System.nanoTime();
        }
    }

    private void stage(int seat, ByteBuffer frame, @Nullable Problem unread) {
        try {
            if (unread != null) {
                throw unread;
            }
            batch.stage(seat, frame);
        } catch (Problem refused) {
            if (refused.kind() != Problem.Kind.INTERNAL) {
                clocks.refused(seat);
            }
            throw refused;
        }
    }

    /**
     * True if every seat has acted that must and still may, and at least one has: a shard in which nobody need act steps
     * when somebody does, not by itself.
     */
    private boolean complete() {
        for (int seat : remoteSeats) {
            if (isMissing(seat)) {
                return false;
            }
        }
        return any();
    }

    private boolean isMissing(int seat) {
        return !acted[seat] && needed[seat] && !audience.forfeited(seat);
    }

    /** Forfeited seats play late actions without being waited for; what seats have left of their banks is written down. */
    private void endStep() {
        for (int seat : remoteSeats) {
            if (!acted[seat] && audience.forfeited(seat)) {
                batch.stageLate(seat);
            }
        }
        clocks.end(remoteSeats);
        if (begun) {
            audience.waitedForSeats(System.nanoTime() - begunNanos);
        }
    }

    /** Somebody came, or acted: a deadline that waited for that begins. */
    void wake() {
        if (!returning) {
            deadline.wake(published.lastStep(), Duration.ZERO);
        } else if (Arrays.stream(remoteSeats).filter(this::isMissing).allMatch(audience::attended)) {
            returning = false;
            deadline.arm(published.lastStep(), Duration.ZERO);
        } else {
            deadline.wake(published.lastStep(), RETURN_TIME);
        }
    }

    /** The deadline of the turn after {@code step} has passed. Returns true if a step is to be taken without the late seats. */
    boolean lapse(long step) {
        List<Integer> missing =
                Arrays.stream(remoteSeats).filter(this::isMissing).boxed().toList();
        if (!isPlaying() || published.lastStep() != step || missing.isEmpty()) {
            return false;
        }
        if (!audience.attended() && !any()) {
            deadline.sleep();
            return false;
        }
        for (int seat : clocks.lapse(missing)) {
            batch.stageLate(seat);
            acted[seat] = true;
        }
        return completes();
    }

    /** Whoever waits for the turn is gone. */
    void forget(Answer answer) {
        waiting.remove(answer);
    }

    /** Everybody who waits for the turn; nobody does afterwards. */
    List<Answer> takeWaiting() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Answer> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** No turn will be late any more. */
    void close() {
        deadline.cancel();
    }
}
