package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentStateType;
import dm_env_rpc.v1.DmEnvRpc.ResetResponse;
import dm_env_rpc.v1.DmEnvRpc.StepRequest;
import dm_env_rpc.v1.DmEnvRpc.StepResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Claim;
import walras.server.session.Participant;
import walras.server.session.Session;
import walras.server.session.SessionEvent;
import walras.server.session.plan.SeatPlan;
import walras.server.session.shard.Acts;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;

/**
 * The world that a stream has joined: seats of one session, in the order of dm_env_rpc. A sequence begins with a step whose
 * actions are not looked at and that shows what is there, goes on with steps that act, and ends TERMINATED or INTERRUPTED.
 */
final class WorldPlay implements Participant {
    private final Claim claim;
    private final List<SeatPlan> seats;
    private final int[] indices; // [seats]

    // Guarded by this.
    private WorldSpecs specs;
    private @Nullable Shown shown; // the last turn
    private long seen = -1; // the turn that the last answer was about
    private boolean beginning = true; // the next step begins a sequence
    private @Nullable Waiting waiting;
    private @Nullable RuntimeException over; // why the seats are gone

    /**
     * A request that a turn answers.
     *
     * @param step the least number of that turn
     * @param resets true if it must have begun the episode anew
     * @param answer of the turn
     */
    private record Waiting(
            long step, boolean resets, Function<Shown, EnvironmentResponse.Builder> answer, Reply reply) {}

    /** @param held indices of seats, ascending, at least one */
    WorldPlay(Claim claim, List<Integer> held) {
        this.claim = claim;
        Session session = claim.session();
        seats = held.stream().map(k -> session.seats().get(k).plan()).toList();
        indices = held.stream().mapToInt(Integer::intValue).toArray();
        specs = new WorldSpecs(session, held);
    }

    /** @throws Problem SEAT_TAKEN */
    void join() {
        session().attach(this, held(), false);
        Turn present = session().held(0);
        if (present != null) {
            turn(present);
            present.use().release();
        }
    }

    private List<Integer> held() {
        return seats.stream().map(SeatPlan::index).toList();
    }

    /** @param lost true if the connection is gone */
    void leave(boolean lost) {
        session().detach(this, lost);
    }

    Session session() {
        return claim.session();
    }

    synchronized WorldSpecs specs() {
        return specs;
    }

    /** The last turn; null before the world's first. */
    synchronized @Nullable Shown shown() {
        return shown;
    }

    List<SeatPlan> seats() {
        return seats;
    }

    /** Takes a step, or answers with what is there already: at the beginning of a sequence, or where a turn came meanwhile. */
    void step(StepRequest request, Reply reply) {
        List<Long> wanted = request.getRequestedObservationsList();
        EnvironmentResponse.Builder present = null;
        ByteBuffer[] frames = {}; // [seats]
        long next;
        synchronized (this) {
            Shown last = requireTurn();
            specs.requireObservations(wanted);
            if (beginning ? last.over() : last.step() == seen) {
                frames = beginning ? specs.noActions() : specs.act(request.getActionsMap());
                waiting = new Waiting(last.step() + 1, false, turn -> stepped(turn, wanted), reply);
            } else {
                present = stepped(last, wanted);
            }
            next = last.step() + 1;
        }
        if (present != null) {
            reply.send(present);
            return;
        }
        try {
            session().act(new Acts(0, OptionalLong.of(next), indices, frames), this);
        } catch (RuntimeException | Error refused) {
            failed(0, OptionalLong.of(next), refused);
        }
    }

    /** Of the lock's holder. */
    private Shown requireTurn() {
        if (over != null) {
            throw over;
        } else if (shown == null) {
            throw Problem.precondition(
                    "NOT_RESET", "step", "a world whose host has reset it", "one that was never reset");
        }
        return shown;
    }

    /** Of the lock's holder. */
    private EnvironmentResponse.Builder stepped(Shown turn, List<Long> wanted) {
        EnvironmentStateType state = beginning
                ? EnvironmentStateType.RUNNING
                : turn.begun() || (turn.truncated() && !turn.terminated())
                        ? EnvironmentStateType.INTERRUPTED
                        : turn.terminated() ? EnvironmentStateType.TERMINATED : EnvironmentStateType.RUNNING;
        beginning = state != EnvironmentStateType.RUNNING;
        seen = turn.step();
        StepResponse.Builder step =
                StepResponse.newBuilder().setState(state).putAllObservations(specs.observe(wanted, turn.frames()));
        return EnvironmentResponse.newBuilder().setStep(step);
    }

    /**
     * Begins a new episode, for everybody in the world; does nothing where no episode is under way and no setting is given.
     *
     * @throws Problem TOKEN_MISSING without the host's token
     */
    void reset(Settings settings, Reply reply) {
        EnvironmentResponse.Builder present = null;
        synchronized (this) {
            requireTurn();
            if (beginning && settings.isEmpty()) {
                present = specified();
            }
        }
        if (present != null) {
            reply.send(present);
            return;
        }
        claim.requireHost("reset");
        begin(settings.reset(), turn -> specified(), reply);
    }

    /**
     * Begins a new episode by an order that the caller has checked.
     *
     * @param answer what the stream is told of the episode's first turn
     */
    void begin(ResetOrder order, Function<Shown, EnvironmentResponse.Builder> answer, Reply reply) {
        synchronized (this) {
            long next = requireTurn().step() + 1;
            waiting = new Waiting(next, true, turn -> begun(turn, answer), reply);
        }
        try {
            session().reset(0, OptionalLong.empty(), order, this);
        } catch (RuntimeException | Error refused) {
            failed(0, OptionalLong.empty(), refused);
        }
    }

    /** Of the lock's holder. */
    private EnvironmentResponse.Builder begun(Shown turn, Function<Shown, EnvironmentResponse.Builder> answer) {
        specs = new WorldSpecs(session(), held());
        beginning = true;
        seen = turn.step();
        return answer.apply(turn);
    }

    /** Of the lock's holder. */
    private EnvironmentResponse.Builder specified() {
        return EnvironmentResponse.newBuilder()
                .setReset(ResetResponse.newBuilder().setSpecs(specs.message()));
    }

    @Override
    public void turn(Turn turn) {
        Runnable told;
        synchronized (this) {
            if (shown == null || turn.step() > shown.step()) {
                shown = Shown.of(turn, seats);
            }
            Waiting answered = waiting;
            if (answered == null || shown.step() < answered.step() || (answered.resets() && !shown.begun())) {
                return;
            }
            waiting = null;
            try {
                EnvironmentResponse.Builder answer = answered.answer().apply(shown);
                told = () -> answered.reply().send(answer);
            } catch (RuntimeException thrown) {
                told = () -> answered.reply().fail(thrown);
            }
        }
        told.run();
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        Waiting answered;
        synchronized (this) {
            answered = waiting;
            waiting = null;
        }
        if (answered != null) {
            answered.reply().fail(why);
        }
    }

    @Override
    public boolean attached() {
        return true;
    }

    @Override
    public void event(SessionEvent event) {}

    @Override
    public void ended(RuntimeException why) {
        synchronized (this) {
            over = why;
        }
        failed(0, OptionalLong.empty(), why);
    }
}
