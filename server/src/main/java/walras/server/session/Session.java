package walras.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Problem;

/**
 * A batch held for its participants. Safe to call from any thread; no call waits for a step.
 *
 * <p>The monitor guards who holds which seat. It is never held while a shard is called, since shards call back.
 */
public final class Session implements ShardOwner {
    private final SessionIdentity identity;
    private final SessionPlan plan;
    private final List<Seat> seats;
    private final List<Shard> shards;
    private final Timer timer;
    private final SessionObserver observer;
    private final @Nullable LogSyncer syncer; // where the log must be on the disk before anybody is told
    private volatile List<ShardJournal> journals = List.of();
    private final CopyOnWriteArrayList<Participant> participants = new CopyOnWriteArrayList<>();
    private volatile long touchedNanos;
    private volatile Problem over = StepProblems.closed();
    private volatile boolean closed;
    private Timer.@Nullable Alarm watch; // guarded by this

    Session(
            SessionIdentity identity,
            SessionPlan plan,
            StepExecutor executor,
            Timer timer,
            SessionObserver observer,
            @Nullable LogSyncer syncer) {
        this.identity = identity;
        this.plan = plan;
        this.seats = plan.seats().stream()
                .map(seat -> new Seat(seat, identity.tickets().get(seat.index())))
                .toList();
        this.timer = timer;
        this.observer = observer;
        this.syncer = syncer;
        this.touchedNanos = timer.nanoTime();
        List<Shard> built = new ArrayList<>();
        for (int k = 0; k < plan.config().shards(); k++) {
            built.add(new Shard(k, new ShardBatch(plan, k), plan, this, executor, timer));
        }
        this.shards = List.copyOf(built);
    }

    /** Writes down what is done from now on. */
    void writeTo(List<ShardJournal> logs) {
        journals = List.copyOf(logs);
        for (int k = 0; k < logs.size(); k++) {
            shards.get(k).batch().writeTo(logs.get(k));
        }
    }

    /** The logs, one per shard; none where nothing is written down. */
    List<ShardJournal> journals() {
        return journals;
    }

    /** Counts a lapse of a time before the server was started. */
    synchronized void lapsedBefore(int seat) {
        plan.config().deadline().ifPresent(deadline -> seats.get(seat).lapse(deadline));
    }

    public String id() {
        return identity.id();
    }

    public SessionPlan plan() {
        return plan;
    }

    /** Whoever has it may reset, snapshot, restore and close. */
    public Secret hostToken() {
        return identity.hostToken();
    }

    public List<Seat> seats() {
        return seats;
    }

    /** The backend that runs, never AUTO. */
    public Backend backend() {
        return shards.get(0).batch().batch().part(0).backend();
    }

    SessionObserver observer() {
        return observer;
    }

    public long createdEpochMillis() {
        return identity.createdEpochMillis();
    }

    public boolean closed() {
        return closed;
    }

    /** The number of a shard's last turn; -1 before the first reset. */
    public long lastStep(int shard) {
        return shard(shard).lastStep();
    }

    /** The last turn of a shard, held for the caller, who releases it; null before the first reset. */
    public @Nullable Turn held(int shard) {
        return shard(shard).held();
    }

    Shard shard(int index) {
        if (index < 0 || index >= shards.size()) {
            throw Problem.request("shard", "0 to " + (shards.size() - 1), index);
        }
        return shards.get(index);
    }

    /** The alarm that looks whether anybody still cares; it must not outlive the session, which it holds in memory. */
    synchronized void watchedBy(Timer.Alarm alarm) {
        watch = alarm;
        if (closed) {
            alarm.cancel();
        }
    }

    /** Notes that somebody still cares. */
    void touch() {
        touchedNanos = timer.nanoTime();
    }

    /** The time of the clock by which the session lives, nanoseconds. */
    long nanoTime() {
        return timer.nanoTime();
    }

    /** Participants that are attached. */
    int attached() {
        return participants.size();
    }

    /** True if somebody called, or was there, not longer ago than so. */
    boolean touchedWithin(Duration time) {
        return timer.nanoTime() - touchedNanos < time.toNanos();
    }

    /** Nanoseconds until the session counts as abandoned; 0 or less if it does now. */
    long nanosToAbandoned() {
        Duration keep = plan.config().keep().orElse(Duration.ZERO);
        return participants.isEmpty() ? touchedNanos + keep.toNanos() - timer.nanoTime() : Math.max(1, keep.toNanos());
    }

    /**
     * Accepts the actions of some seats.
     *
     * @param step the number of the turn that is asked for; empty for the next one
     * @param answer is told the turn or the failure, unless the turn is returned; null where a participant will be
     * @return the stored turn, held for the caller, if the step has been taken already, else null
     */
    public @Nullable Turn act(int shard, OptionalLong step, List<SeatAct> acts, @Nullable Answer answer) {
        if (participants.isEmpty()) {
            touch(); // as long as somebody is attached nobody asks when it was
        }
        return shard(shard).act(acts, step, answer);
    }

    /** Whoever waits for a turn is gone. */
    public void abandon(Answer answer) {
        shards.forEach(shard -> shard.abandon(answer));
    }

    /** Begins episodes; the answer is told, and every participant gets the turn. Returns as {@link #act} does. */
    public @Nullable Turn reset(int shard, OptionalLong step, ResetOrder order, @Nullable Answer answer) {
        touch();
        Shard target = shard(shard);
        Job job = new Job(
                Turn.Cause.RESET,
                number -> reset(target.batch(), shard, number, order),
                target.resetCost(),
                ResetCheck.full(order),
                true);
        return target.submit(job, step, answer);
    }

    private Turn reset(ShardBatch batch, int shard, long number, ResetOrder order) {
        Turn turn = batch.reset(number, order);
        for (ResetOrder.PartChange change : order.parts()) {
            if (!change.options().isEmpty()) {
                SessionEvent event = SessionEvent.ofShard(
                        SessionEvent.Kind.OPTIONS_CHANGED,
                        shard,
                        number,
                        "part " + change.part() + ": " + change.options());
                participants.forEach(participant -> participant.event(event));
            }
        }
        return turn;
    }

    /** The parts as they are now; one that shards have under different options is as its first shard has it. */
    public List<PartPlan> parts() {
        List<PartPlan> now = new ArrayList<>();
        for (Shard shard : shards) {
            for (PartPlan part : shard.batch().parts()) {
                if (part.index() == now.size()) {
                    now.add(part);
                }
            }
        }
        return now;
    }

    /** The state of every shard between two turns. */
    List<byte[]> snapshots() {
        touch();
        return shards.stream().map(shard -> shard.inspect(ShardBatch::snapshot)).toList();
    }

    /** Puts the state of every shard back; the answer is told a turn for each. */
    void restore(List<byte[]> snapshots, Answer answer) { // [shards][bytes]
        touch();
        for (int k = 0; k < snapshots.size(); k++) {
            Shard shard = shards.get(k);
            byte[] snapshot = snapshots.get(k);
            shard.submit(
                    new Job(
                            Turn.Cause.RESTORE,
                            number -> shard.batch().restore(number, snapshot),
                            shard.resetCost(),
                            true,
                            true),
                    OptionalLong.empty(),
                    answer);
        }
    }

    /**
     * Prepares a rollout; its first chunk is made when it is told to advance.
     *
     * @param reader is given every chunk
     */
    public Rollout rollout(RolloutOrder order, Limits limits, RolloutReader reader) {
        touch();
        return new Rollout(this, shard(order.shard()), order, limits, reader);
    }

    /**
     * Takes seats for a connection.
     *
     * @param indices of remote seats
     * @param replace true to end the connections that hold them
     * @throws Problem SEAT_TAKEN; nobody's seat has changed then
     */
    public void attach(Participant participant, List<Integer> indices, boolean replace) {
        touch();
        List<Participant> replaced = new ArrayList<>();
        synchronized (this) {
            if (closed) {
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
            replaced.forEach(this::release);
            indices.forEach(index -> seats.get(index).hold(participant));
            participants.add(participant);
        }
        shards.forEach(Shard::attended);
        indices.forEach(index -> observer.seatAttached());
        Problem why = Problem.precondition("REPLACED", "stream", "its seats", "seats that another stream took");
        replaced.forEach(old -> old.ended(why));
        tellOthers(participant, indices, SessionEvent.Kind.SEAT_ATTACHED, "a participant took the seat");
    }

    /** Takes the seats of a connection that is gone; does nothing if it holds none. */
    public void detach(Participant participant) {
        release(participant, SessionEvent.Kind.SEAT_LOST, "the seat's connection is gone");
    }

    /** Takes the seats that a participant gives back; does nothing if it holds none. */
    public void leave(Participant participant) {
        release(participant, SessionEvent.Kind.SEAT_LEFT, "the seat's participant gave it back");
    }

    private void release(Participant participant, SessionEvent.Kind kind, String message) {
        touch();
        List<Integer> free;
        synchronized (this) {
            free = release(participant);
        }
        tellOthers(participant, free, kind, message);
    }

    @Override
    public synchronized boolean attended() {
        return seats.stream().anyMatch(seat -> seat.holder() != null);
    }

    private List<Integer> release(Participant participant) {
        List<Integer> lost = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.holder() == participant) {
                seat.hold(null);
                lost.add(seat.plan().index());
                observer.seatReleased();
            }
        }
        participants.remove(participant);
        return lost;
    }

    private void tellOthers(Participant except, List<Integer> about, SessionEvent.Kind kind, String message) {
        for (Participant other : participants) {
            if (other != except) {
                about.forEach(index -> other.event(SessionEvent.ofSeat(kind, index, message)));
            }
        }
    }

    /** Tells everybody something that concerns the whole session. */
    void announce(SessionEvent.Kind kind, String message) {
        participants.forEach(participant -> participant.event(SessionEvent.ofSession(kind, message)));
    }

    /** Ends the session; does nothing if it has ended. */
    void close() {
        end(StepProblems.closed());
    }

    /**
     * Ends the session as far as this server goes; does nothing if it has ended.
     *
     * @param why is what whoever is there, and whoever still comes, is told
     */
    void end(Problem why) {
        List<Participant> told;
        synchronized (this) {
            if (closed) {
                return;
            }
            over = why;
            closed = true;
            if (watch != null) {
                watch.cancel();
            }
            told = List.copyOf(participants);
            told.forEach(this::release);
        }
        shards.forEach(Shard::close);
        for (Participant participant : told) {
            if (why.kind() != Problem.Kind.UNAVAILABLE) { // else it comes back
                participant.event(SessionEvent.ofSession(SessionEvent.Kind.SESSION_CLOSING, "the session was closed"));
            }
            participant.ended(why);
        }
        observer.sessionClosed();
    }

    @Override
    public void whenRecorded(int shard, Runnable publish, Consumer<Problem> failed) {
        List<ShardJournal> logs = journals;
        if (syncer == null || logs.isEmpty()) {
            publish.run();
        } else {
            ShardJournal journal = logs.get(shard);
            Runnable synced = () -> {
                journal.synced();
                publish.run();
            };
            syncer.whenSynced(journal.log(), synced, full -> failed.accept(journal.unsynced(full)));
        }
    }

    @Override
    public Problem over() {
        return over;
    }

    @Override
    public void made(Turn turn, long steps, long nanos, boolean told) {
        if (turn.cause() == Turn.Cause.STEP) {
            observer.stepped(steps, plan.shardRows(), nanos);
        }
        if (!told) {
            return;
        }
        for (Participant participant : participants) {
            participant.turn(turn);
        }
    }

    @Override
    public void failed(int shard, long step, RuntimeException why) {
        for (Participant participant : participants) {
            participant.failed(shard, step, why);
        }
    }

    @Override
    public void lapsed(int shard, long step, List<Integer> late) {
        SessionConfig.Deadline deadline = plan.config().deadline().orElseThrow();
        shards.get(shard).batch().lapsed(late);
        List<SessionEvent> events = new ArrayList<>();
        synchronized (this) {
            for (int index : late) {
                observer.lapsed();
                events.add(SessionEvent.ofStep(
                        SessionEvent.Kind.DEADLINE_LAPSED, index, shard, step, "played " + deadline.lateAction()));
                if (seats.get(index).lapse(deadline)) {
                    events.add(SessionEvent.ofStep(
                            SessionEvent.Kind.SEAT_FORFEITED, index, shard, step, "lapsed too often"));
                }
            }
        }
        participants.forEach(participant -> events.forEach(participant::event));
    }

    @Override
    public boolean forfeited(int seat) {
        return seats.get(seat).forfeited();
    }
}
