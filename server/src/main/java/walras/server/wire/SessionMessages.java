package walras.server.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.EconomySpec;
import walras.env.Registry;
import walras.env.batch.PartSpecs;
import walras.server.session.Claim;
import walras.server.session.Seat;
import walras.server.session.Session;
import walras.server.session.SessionEvent;
import walras.server.session.Sessions;
import walras.server.session.plan.PartPlan;
import walras.server.session.plan.Secret;
import walras.server.session.plan.SessionConfig;
import walras.server.session.shard.Acts;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Event;
import walras.v1.EventKind;
import walras.v1.PartReset;
import walras.v1.ResetConfig;
import walras.v1.SeatFrame;
import walras.v1.SeatState;
import walras.v1.SessionState;
import walras.v1.SessionSummary;
import walras.v1.Ticket;
import walras.v1.TurnCause;

/** Sessions, their seats and turns, to and from messages. */
public final class SessionMessages {
    private SessionMessages() {}

    /** What somebody who calls may do. */
    public static Claim claim(Sessions sessions, Access access) {
        return sessions.claim(access.getSessionId(), access.getHostToken(), access.getTicketsList());
    }

    /** A session as its host and its participants see it. */
    public static walras.v1.Session write(Session session, Registry registry) {
        SessionConfig config = session.plan().config();
        List<PartPlan> parts = session.parts();
        List<EconomySpec> specs =
                parts.stream().map(part -> part.economy().spec()).toList();
        // A session that was made without parts has one, which a reset may have given options of its own.
        boolean shown = !config.parts().isEmpty() || !parts.get(0).overrides().isEmpty();
        walras.v1.Session.Builder message = walras.v1.Session.newBuilder()
                .setId(session.id())
                .setConfig(ConfigMessages.write(
                        config,
                        session.backend(),
                        shown ? parts.stream().map(PartPlan::config).toList() : List.of()))
                .setSpec(SpecMessages.write(
                        registry.find(config.environment()),
                        session.plan().options(),
                        PartSpecs.hull(specs),
                        parts.get(0).economy().backends()))
                .addAllPartBounds(SpecMessages.bounds(specs))
                .setState(state(session))
                .setCreateTime(time(session.createdEpochMillis()));
        session.seats().forEach(seat -> message.addSeats(write(seat)));
        for (int shard = 0; shard < session.plan().config().shards(); shard++) {
            message.addLastSteps(session.lastStep(shard));
        }
        return message.build();
    }

    private static SessionState state(Session session) {
        if (session.closed()) {
            return SessionState.SESSION_STATE_CLOSED;
        }
        return session.lastStep(0) < 0 ? SessionState.SESSION_STATE_NEW : SessionState.SESSION_STATE_RUNNING;
    }

    private static Timestamp time(long epochMillis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(epochMillis, 1000L))
                .setNanos((int) Math.floorMod(epochMillis, 1000L) * 1_000_000)
                .build();
    }

    private static walras.v1.Seat write(Seat seat) {
        walras.v1.Seat.Builder message = walras.v1.Seat.newBuilder()
                .setIndex(seat.plan().index())
                .setGroup(seat.plan().config().group())
                .setConfig(ConfigMessages.write(seat.plan().config()))
                .setState(state(seat))
                .setLapses(seat.lapses())
                .setRefusals(seat.refusals());
        if (!seat.bank().isZero()) {
            message.setBank(ConfigMessages.write(seat.bank()));
        }
        seat.plan().config().agent().ifPresent(message::setAgent);
        if (seat.plan().config().remote()) {
            message.setObservationLayout(TensorMessages.write(seat.plan().observationLayout()));
            message.setActionLayout(TensorMessages.write(seat.plan().actionLayout()));
        }
        return message.build();
    }

    private static SeatState state(Seat seat) {
        if (!seat.plan().config().remote()) {
            return SeatState.SEAT_STATE_POLICY;
        } else if (seat.forfeited()) {
            return SeatState.SEAT_STATE_FORFEITED;
        }
        return seat.holder() == null ? SeatState.SEAT_STATE_OPEN : SeatState.SEAT_STATE_ATTACHED;
    }

    /** What anybody may know of a session. */
    public static SessionSummary summary(Session session) {
        int remote = (int) session.seats().stream()
                .filter(seat -> seat.plan().config().remote())
                .count();
        int attached = (int)
                session.seats().stream().filter(seat -> seat.holder() != null).count();
        return SessionSummary.newBuilder()
                .setId(session.id())
                .setEnvironment(session.plan().config().environment())
                .setNumEnvs(session.plan().config().rows())
                .setState(state(session))
                .setRemoteSeats(remote)
                .setAttachedSeats(attached)
                .setCreateTime(time(session.createdEpochMillis()))
                .build();
    }

    /** The tickets of all remote seats, for the session's creator. */
    public static List<Ticket> tickets(Session session) {
        return session.seats().stream()
                .filter(seat -> seat.ticket() != null)
                .map(seat -> ticket(seat.plan().index(), seat.ticket()))
                .toList();
    }

    private static Ticket ticket(int seat, @Nullable Secret secret) {
        return Ticket.newBuilder()
                .setSeat(seat)
                .setTicket(secret == null ? "" : secret.reveal())
                .build();
    }

    /** A turn as some seats see it, with bytes of its own. */
    public static walras.v1.Turn write(Turn turn, List<Integer> seats) {
        walras.v1.Turn.Builder message = walras.v1.Turn.newBuilder()
                .setShard(turn.shard())
                .setStep(turn.step())
                .setCause(TurnCause.valueOf("TURN_CAUSE_" + turn.cause().name()))
                .setFinalRows(ByteString.copyFrom(turn.finalRows()));
        for (int seat : seats) {
            message.addFrames(frame(seat, turn.frames()[seat]));
            if (turn.finalRows().length > 0) {
                message.addFinalFrames(frame(seat, turn.finalFrames()[seat]));
            }
            if (turn.late().contains(seat)) {
                message.addLateSeats(seat);
            }
        }
        return message.build();
    }

    private static SeatFrame frame(int seat, byte @Nullable [] bytes) {
        ByteString copy = bytes == null ? ByteString.EMPTY : ByteString.copyFrom(bytes);
        return SeatFrame.newBuilder().setSeat(seat).setFrame(copy).build();
    }

    /** The acts of a message; their bytes are the message's. */
    public static Acts read(Act act) {
        return read(act, frame -> frame.getFrame().asReadOnlyByteBuffer());
    }

    /**
     * The acts of a message.
     *
     * @param bytes finds a seat's action frame, which may lie elsewhere
     */
    public static Acts read(Act act, Function<SeatFrame, ByteBuffer> bytes) {
        int[] seats = new int[act.getFramesCount()]; // [k]
        ByteBuffer[] frames = new ByteBuffer[seats.length]; // [k]
        for (int k = 0; k < seats.length; k++) {
            seats[k] = act.getFrames(k).getSeat();
            frames[k] = bytes.apply(act.getFrames(k));
        }
        OptionalLong step = act.hasStep() ? OptionalLong.of(act.getStep()) : OptionalLong.empty();
        return new Acts(act.getShard(), step, seats, frames);
    }

    /** What a reset does. */
    public static ResetOrder read(ResetConfig reset) {
        return new ResetOrder(
                reset.getRowMask().toByteArray(),
                reset.hasSeed() ? OptionalLong.of(reset.getSeed()) : OptionalLong.empty(),
                reset.getRowSeedsList().stream().mapToLong(Long::longValue).toArray(),
                reset.getRowOptionsList().stream()
                        .map(part ->
                                new ResetOrder.RowOptions(part.getRowsList(), OptionValues.read(part.getOptions())))
                        .toList(),
                reset.getPartsList().stream().map(SessionMessages::read).toList());
    }

    private static ResetOrder.PartChange read(PartReset part) {
        return new ResetOrder.PartChange(
                part.getPart(),
                OptionValues.read(part.getOptions()),
                part.hasSeed() ? OptionalLong.of(part.getSeed()) : OptionalLong.empty());
    }

    /** Something that participants should know. */
    public static Event write(SessionEvent event) {
        Event.Builder message = Event.newBuilder()
                .setKind(EventKind.valueOf("EVENT_KIND_" + event.kind().name()))
                .setMessage(event.message());
        event.seat().ifPresent(message::setSeat);
        event.shard().ifPresent(message::setShard);
        event.step().ifPresent(message::setStep);
        return message.build();
    }
}
