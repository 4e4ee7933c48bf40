package walras.server.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Problem;
import walras.server.session.plan.PartPlan;
import walras.server.session.plan.Secret;
import walras.server.session.plan.SessionPlan;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Answer;
import walras.server.session.shard.Change;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Shard;
import walras.server.session.shard.ShardBatch;
import walras.server.session.shard.ShardEvent;
import walras.server.session.shard.Turn;
import walras.server.session.store.LeftSession;
import walras.server.session.store.SessionIdentity;
import walras.server.session.store.ShardJournal;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;
import walras.server.session.work.Timer;

/** A batch held for its participants. Safe to call from any thread; no call waits for a step. */
public final class Session {
    private final SessionIdentity identity;
    private final SessionPlan plan;
    private final Seats seats;
    private final List<Shard> shards;
    private final Timer timer;
    private final SessionOwner owner;
    private final AtomicReference<Timer.@Nullable Alarm> watch = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<ShardJournal> journals = List.of();
    private volatile long touchedNanos;

    Session(
            SessionIdentity identity,
            SessionPlan plan,
            StepExecutor executor,
            Timer timer,
            SessionOwner owner,
            SessionObserver observer) {
        this.identity = identity;
        this.plan = plan;
        this.timer = timer;
        this.owner = owner;
        this.touchedNanos = timer.nanoTime();
        seats = new Seats(plan, identity, owner, observer);
        List<Shard> built = new ArrayList<>();
        for (int k = 0; k < plan.config().shards(); k++) {
            built.add(new Shard(k, new ShardBatch(plan, k), plan, seats, executor, timer));
        }
        shards = List.copyOf(built);
    }

    /** Writes down what is done from now on. */
    void writeTo(List<ShardJournal> logs) {
        journals = List.copyOf(logs);
        for (int k = 0; k < logs.size(); k++) {
            ShardJournal log = logs.get(k);
            int shard = k;
            shards.get(k).batch().writeTo(log, () -> log.logged(new ShardBatch(plan, shard)));
        }
    }

    /** The logs, one per shard; none where nothing is written down. */
    List<ShardJournal> journals() {
        return journals;
    }

    /**
     * Does again what the logs of the session say, and goes on with them; nobody else knows the session yet.
     *
     * @throws IOException if a log is damaged, or a turn comes out otherwise than it was
     */
    void goOnFrom(LeftSession left) throws IOException {
        List<ShardJournal> logs = new ArrayList<>();
        for (int k = 0; k < shards.size(); k++) {
            Shard shard = shards.get(k);
            logs.add(left.replay(k, shard.batch(), seats::recall, shard::resume));
        }
        writeTo(logs);
    }

    /**
     * Has seats play late actions from now on, without being waited for; does nothing to those that do already.
     *
     * @throws Problem if nothing says what late seats play, or a seat is not a remote one
     */
    public void forfeit(List<Integer> indices) {
        touch();
        List<Integer> now = seats.forfeit(indices);
        if (!now.isEmpty()) {
            shards.forEach(shard -> shard.put(new ShardEvent.Forfeited(now)));
        }
    }

    SessionIdentity identity() {
        return identity;
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
        return seats.all();
    }

    /** The backend that runs, never AUTO. */
    public Backend backend() {
        return shards.get(0).batch().batch().part(0).backend();
    }

    SessionOwner owner() {
        return owner;
    }

    public long createdEpochMillis() {
        return identity.createdEpochMillis();
    }

    public boolean closed() {
        return closed.get();
    }

    /** The number of a shard's last turn; -1 before the first reset. */
    public long lastStep(int shard) {
        return shard(shard).published().lastStep();
    }

    /** The last turn of a shard, held for the caller, who releases it; null before the first reset. */
    public @Nullable Turn held(int shard) {
        return shard(shard).published().held();
    }

    /**
     * The actions that led to a turn, by remote seat; none where it was no step, or the next one is being made already.
     *
     * @param turn that is held
     */
    public Map<Integer, byte[]> actions(Turn turn) { // [bytes] each
        return shard(turn.shard()).actions(turn);
    }

    Shard shard(int index) {
        if (index < 0 || index >= shards.size()) {
            throw Problem.request("shard", "0 to " + (shards.size() - 1), index);
        }
        return shards.get(index);
    }

    /** The alarm that looks whether anybody still cares; it must not outlive the session, which it holds in memory. */
    void watchedBy(Timer.Alarm alarm) {
        watch.set(alarm);
        if (closed.get()) {
            alarm.cancel();
        }
    }

    /** Notes that somebody still cares. */
    void touch() {
        touchedNanos = timer.nanoTime();
    }

    /** True if somebody is attached, or called not longer ago than so. */
    boolean played(Duration ago) {
        return seats.attached() > 0 || timer.nanoTime() - touchedNanos < ago.toNanos();
    }

    /** Nanoseconds until the session counts as abandoned; 0 or less if it does now. */
    long nanosToAbandoned() {
        Duration keep = plan.config().keep().orElse(Duration.ZERO);
        return seats.attached() == 0 ? touchedNanos + keep.toNanos() - timer.nanoTime() : Math.max(1, keep.toNanos());
    }

    /** Accepts the actions of some seats; the answer is told the turn that they make, or why they were refused. */
    public void act(Acts acts, Answer answer) {
        if (seats.attached() == 0) {
            touch(); // as long as somebody is attached nobody asks when it was
        }
        shard(acts.shard()).act(acts, answer);
    }

    /** Whoever waits for a shard's turn is gone. */
    public void abandon(int shard, Answer answer) {
        shard(shard).put(new ShardEvent.Gone(answer));
    }

    /** Begins episodes; the answer is told, and every participant gets the turn. */
    public void reset(int shard, OptionalLong step, ResetOrder order, Answer answer) {
        touch();
        shard(shard).put(new ShardEvent.Alter(new Change.Reset(order), step, answer));
    }

    /** The parts as they are now; one that shards have under different options is as its first shard has it. */
    public List<PartPlan> parts() {
        Map<Integer, PartPlan> now = new TreeMap<>();
        shards.forEach(shard -> shard.batch().parts().forEach(part -> now.putIfAbsent(part.index(), part)));
        return List.copyOf(now.values());
    }

    /** The state of every shard between two turns, {@code [shards][bytes]}, when it is there. */
    public CompletableFuture<List<byte[]>> snapshots() {
        touch();
        return Futures.all(shards.stream().map(Shard::snapshot).toList());
    }

    /** Puts the state of every shard back; the answer of each is told a turn. */
    void restore(List<byte[]> snapshots, IntFunction<? extends Answer> answers) { // [shards][bytes]
        touch();
        for (int k = 0; k < snapshots.size(); k++) {
            Change back = new Change.Restore(snapshots.get(k));
            shards.get(k).put(new ShardEvent.Alter(back, OptionalLong.empty(), answers.apply(k)));
        }
    }

    /** Prepares a rollout into an outlet; its first chunk is made when it is told to advance. */
    public Rollout rollout(RolloutOrder order, Limits limits, RolloutOutlet outlet) {
        touch();
        return new Rollout(shard(order.shard()), plan, order, limits, timer, outlet);
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
        seats.take(participant, indices, replace);
        if (plan.config().deadline().isPresent()) {
            shards.forEach(shard -> shard.put(new ShardEvent.Attended()));
        }
    }

    /**
     * Takes the seats of a participant; does nothing if it holds none.
     *
     * @param lost true if its connection is gone, false if it gave them back
     */
    public void detach(Participant participant, boolean lost) {
        touch();
        seats.release(
                participant,
                lost ? SessionEvent.Kind.SEAT_LOST : SessionEvent.Kind.SEAT_LEFT,
                lost ? "the seat's connection is gone" : "the seat's participant gave it back");
    }

    /** Tells everybody something that concerns the whole session. */
    void announce(SessionEvent.Kind kind, String message) {
        seats.tellAll(SessionEvent.ofSession(kind, message));
    }

    /** Ends the session as far as this server goes, and tells whoever is there why; does nothing if it has ended. */
    void end(Problem why) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<Participant> told = seats.end(why);
        Timer.Alarm alarm = watch.get();
        if (alarm != null) {
            alarm.cancel();
        }
        shards.forEach(shard -> shard.close(why));
        for (Participant participant : told) {
            if (why.kind() != Problem.Kind.UNAVAILABLE) { // else it comes back
                participant.event(SessionEvent.ofSession(SessionEvent.Kind.SESSION_CLOSING, "the session was closed"));
            }
            participant.ended(why);
        }
    }
}
