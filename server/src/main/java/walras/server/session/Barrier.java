package walras.server.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import walras.env.Problem;

/** Which remote seats of a shard have acted in the present step. Guarded by the shard's monitor. */
final class Barrier {
    private final int[] remoteSeats; // ascending
    private final IntPredicate forfeited;
    private final boolean[] acted; // [seats]
    private final boolean[] needed; // [seats]

    Barrier(int seats, List<Integer> remoteSeats, IntPredicate forfeited) {
        this.remoteSeats = remoteSeats.stream().mapToInt(Integer::intValue).toArray();
        this.forfeited = forfeited;
        acted = new boolean[seats];
        needed = new boolean[seats];
    }

    /** A new turn has been made: nobody has acted on it, and these agents must. */
    void open(ShardBatch batch) {
        Arrays.fill(acted, false);
        boolean alone = remoteSeats.length == 1;
        for (int seat : remoteSeats) {
            needed[seat] = alone || batch.mustAct(seat);
        }
    }

    /** True if somebody has acted. */
    boolean any() {
        boolean any = false;
        for (int seat : remoteSeats) {
            any |= acted[seat];
        }
        return any;
    }

    boolean acted(int seat) {
        return acted[seat];
    }

    void act(int seat) {
        acted[seat] = true;
    }

    /** @throws Problem SEAT_FORFEITED */
    void requireNotForfeited(SeatAct act) {
        if (forfeited.test(act.seat())) {
            throw StepProblems.forfeited(act.seat());
        }
    }

    /** @throws Problem ALREADY_ACTED if the seat has not: the step is being taken without it */
    void requireActed(SeatAct act) {
        if (!acted[act.seat()]) {
            throw StepProblems.alreadyActed(act.seat(), "an act when the step is being taken without it");
        }
    }

    /**
     * Stages actions, of all these seats or of none that had not acted.
     *
     * @throws Problem ALREADY_ACTED if a seat has acted otherwise, or as {@link ShardBatch#stage}
     */
    void accept(List<SeatAct> acts, ShardBatch batch) {
        for (SeatAct act : acts) {
            if (acted[act.seat()] && !batch.staged(act.seat(), act.frame())) {
                throw StepProblems.alreadyActed(act.seat(), "other actions for the same step");
            }
        }
        for (SeatAct act : acts) {
            if (!acted[act.seat()]) {
                batch.stage(act.seat(), act.frame());
            }
        }
        acts.forEach(act -> act(act.seat()));
    }

    /** Takes back what {@link #act} said. */
    void withdraw(int seat) {
        acted[seat] = false;
    }

    /**
     * True if every seat has acted that must and still may, and at least one has: a shard in which nobody need act steps
     * when somebody does, not by itself.
     */
    boolean complete() {
        for (int seat : remoteSeats) {
            if (!acted[seat] && needed[seat] && !forfeited.test(seat)) {
                return false;
            }
        }
        return any();
    }

    /** Seats that hold the step up. */
    List<Integer> missing() {
        return Arrays.stream(remoteSeats)
                .filter(seat -> !acted[seat] && needed[seat] && !forfeited.test(seat))
                .boxed()
                .toList();
    }

    /** Forfeited seats, which play late actions without being waited for. */
    List<Integer> forfeitedSeats() {
        List<Integer> found = List.of();
        for (int seat : remoteSeats) { // at every step, and as good as always nobody
            if (!acted[seat] && forfeited.test(seat)) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(seat);
            }
        }
        return found;
    }
}
