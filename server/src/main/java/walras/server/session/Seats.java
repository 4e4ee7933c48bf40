package walras.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.log.LogRecord;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;
import walras.server.session.shard.Audience;
import walras.server.session.shard.Change;
import walras.server.session.shard.Turn;
import walras.server.session.store.SessionIdentity;

/**
 * The seats of a session: who holds which, and with that who is told what the session's shards do. The monitor guards who
 * holds which seat, and nothing else.
 */
final class Seats implements Audience {
    private final SessionPlan plan;
    private final List<Seat> seats;
    private final SessionObserver observer;
    private final SessionOwner owner;
    private final SessionObserver.Steps steps;
    private final CopyOnWriteArrayList<Participant> participants = new CopyOnWriteArrayList<>();
    private @Nullable Problem over; // why no seat is given any more; guarded by this

    Seats(SessionPlan plan, SessionIdentity identity, SessionOwner owner, SessionObserver observer) {
        this.plan = plan;
        this.observer = observer;
        this.owner = owner;
        String backend = plan.config().backend().name().toLowerCase(Locale.ROOT);
        steps = observer.of(plan.config().environment(), backend);
        Duration bank =
                plan.config().deadline().map(SessionConfig.Deadline::bank).orElse(Duration.ZERO);
        seats = plan.seats().stream()
                .map(seat -> new Seat(seat, identity.tickets().get(seat.index()), bank))
                .toList();
    }

    List<Seat> all() {
        return seats;
    }

    /** Participants that are attached. */
    int attached() {
        return participants.size();
    }

    /**
     * Takes seats for a connection.
     *
     * @param indices of remote seats
     * @param replace true to end the connections that hold them
     * @throws Problem SEAT_TAKEN; nobody's seat has changed then
     */
    void take(Participant participant, List<Integer> indices, boolean replace) {
        List<Participant> replaced = new ArrayList<>();
        synchronized (this) {
            if (over != null) {
                throw over;
            }
            for (int index : indices) {
                Participant holder = seats.get(index).holder();
                if (holder != null && !replace) {
                    throw Problem.precondition(
                            "SEAT_TAKEN",
                            "attach: seat " + index + " ("
                                    + seats.get(index).plan().name() + ")",
                            "a free seat, or replace",
                            "one that another stream holds");
                } else if (holder != null && !replaced.contains(holder)) {
                    replaced.add(holder);
                }
            }
            replaced.forEach(this::released);
            indices.forEach(index -> seats.get(index).hold(participant));
            participants.add(participant);
        }
        indices.forEach(index -> observer.seatAttached());
        Problem why = Problem.precondition("REPLACED", "stream", "its seats", "seats that another stream took");
        replaced.forEach(old -> old.ended(why));
        tellOthers(participant, indices, SessionEvent.Kind.SEAT_ATTACHED, "a participant took the seat");
    }

    /** Takes a connection's seats; does nothing if it holds none. */
    void release(Participant participant, SessionEvent.Kind kind, String message) {
        List<Integer> free;
        synchronized (this) {
            free = released(participant);
        }
        tellOthers(participant, free, kind, message);
    }

    private List<Integer> released(Participant participant) {
        List<Integer> free = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.holder() == participant) {
                seat.hold(null);
                free.add(seat.plan().index());
                observer.seatReleased();
            }
        }
        participants.remove(participant);
        return free;
    }

    private void tellOthers(Participant except, List<Integer> about, SessionEvent.Kind kind, String message) {
        for (Participant other : participants) {
            if (other != except) {
                about.forEach(index -> other.event(SessionEvent.ofSeat(kind, index, message)));
            }
        }
    }

    void tellAll(SessionEvent event) {
        participants.forEach(participant -> participant.event(event));
    }

    /** Gives no seat any more, and takes those that are held; returns who held them. */
    synchronized List<Participant> end(Problem why) {
        over = why;
        List<Participant> told = List.copyOf(participants);
        told.forEach(this::released);
        return told;
    }

    @Override
    public boolean attended() {
        return seats.stream().anyMatch(seat -> seat.holder() != null);
    }

    @Override
    public boolean attended(int seat) {
        return seats.get(seat).holder() != null;
    }

    @Override
    public boolean forfeited(int seat) {
        return seats.get(seat).forfeited();
    }

    @Override
    public void altered(int shard, long step, Change change) {
        if (change instanceof Change.Reset reset) {
            reset.order().parts().stream()
                    .filter(part -> !part.options().isEmpty())
                    .forEach(part -> tellAll(SessionEvent.ofShard(
                            SessionEvent.Kind.OPTIONS_CHANGED,
                            shard,
                            step,
                            "part " + part.part() + ": " + part.options())));
        }
    }

    @Override
    public void made(Turn turn, long count, long nanos, boolean told) {
        if (turn.cause() == Turn.Cause.STEP) {
            steps.stepped(count, plan.shardRows(), nanos);
            owner.stepped(nanos);
        }
        if (told) {
            for (Participant participant : participants) {
                participant.turn(turn);
            }
        }
    }

    @Override
    public void waitedForSeats(long nanos) {
        steps.waitedForSeats(nanos);
    }

    @Override
    public void waitedForWorker(long nanos) {
        steps.waitedForWorker(nanos);
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        for (Participant participant : participants) {
            participant.failed(shard, step, why);
        }
    }

    @Override
    public long bankNanos(int seat) {
        return seats.get(seat).bank().toNanos();
    }

    @Override
    public void spend(int seat, long nanos) {
        seats.get(seat).spend(nanos);
    }

    @Override
    public void refused(int shard, long step, int seat) {
        plan.config().deadline().ifPresent(deadline -> {
            boolean forfeited = seats.get(seat).refuse(deadline);
            tellAll(SessionEvent.ofStep(SessionEvent.Kind.ACT_REFUSED, seat, shard, step, "an action was refused"));
            if (forfeited) {
                tellAll(SessionEvent.ofStep(SessionEvent.Kind.SEAT_FORFEITED, seat, shard, step, "refused too often"));
            }
        });
    }

    /**
     * Forfeits seats.
     *
     * @return those that were not forfeited before
     * @throws Problem if nothing says what late seats play, or a seat is not a remote one
     */
    List<Integer> forfeit(List<Integer> indices) {
        if (plan.config().deadline().isEmpty()) {
            throw Problem.precondition(
                    "BAD_REQUEST", "forfeit", "a session with a deadline, which says what a late seat plays", "none");
        }
        for (int index : indices) {
            if (index < 0 || index >= seats.size() || seats.get(index).ticket() == null) {
                throw Problem.request("forfeit.seats", "indices of remote seats", index);
            }
        }
        List<Integer> now = new ArrayList<>();
        for (int index : indices) {
            if (seats.get(index).forfeit()) {
                now.add(index);
                tellAll(SessionEvent.ofSeat(SessionEvent.Kind.SEAT_FORFEITED, index, "by the host"));
            }
        }
        return now;
    }

    /** Takes in what happened before the server was started. */
    void recall(LogRecord.Note note) {
        SessionConfig.Deadline deadline = plan.config().deadline().orElseThrow();
        for (int k = 0; k < note.seats().size(); k++) {
            Seat seat = seats.get(note.seats().get(k));
            if (note instanceof LogRecord.Lapse) {
                seat.lapse(deadline);
            } else if (note instanceof LogRecord.Refusal) {
                seat.refuse(deadline);
            } else if (note instanceof LogRecord.Bank bank) {
                seat.bankAtMost(bank.leftNanos().get(k));
            } else {
                seat.forfeit();
            }
        }
    }

    @Override
    public void lapsed(int shard, long step, List<Integer> late) {
        SessionConfig.Deadline deadline = plan.config().deadline().orElseThrow();
        String played = "played " + deadline.lateAction();
        for (int index : late) {
            observer.lapsed();
            boolean forfeited = seats.get(index).lapse(deadline);
            tellAll(SessionEvent.ofStep(SessionEvent.Kind.DEADLINE_LAPSED, index, shard, step, played));
            if (forfeited) {
                tellAll(SessionEvent.ofStep(SessionEvent.Kind.SEAT_FORFEITED, index, shard, step, "lapsed too often"));
            }
        }
    }
}
