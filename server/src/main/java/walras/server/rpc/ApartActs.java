package walras.server.rpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.SeatPlan;
import walras.server.session.Session;
import walras.server.wire.LaneMessages;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayManyIn;

/** Acts for several lanes, taken apart into one for each: what they mean, where the lanes cannot be stepped together. */
final class ApartActs implements LaneMessages {
    private record Entry(int lane, PlayIn message) {}

    private final @Nullable Lane[] lanes; // [highest number that was opened + 1]
    private final List<Entry> entries = new ArrayList<>();

    /** @param lanes of the call, as they are now */
    ApartActs(@Nullable Lane[] lanes) { // [highest number that was opened + 1]
        this.lanes = lanes;
    }

    /** Adds the messages of a call, in their order; {@code widths} are small enough. */
    ApartActs addAll(PlayManyIn in) {
        for (int k = 0; k < in.count(); k++) {
            PlayIn message = in.read(k);
            if (in.width(k) == 1) {
                entries.add(new Entry(in.lane(k), message));
                continue;
            }
            for (int lane = 0; lane < in.width(k); lane++) {
                add(in.lane(k), in.width(k), lane, message);
            }
        }
        return this;
    }

    /**
     * Adds what one lane has of a message for several.
     *
     * @param first the lane that the message names
     * @param width how many lanes the message is for
     * @param k which of them this is
     */
    void add(int first, int width, int k, PlayIn message) {
        PlayIn part;
        try {
            part = part(first, width, k, message);
        } catch (Problem bad) {
            part = new PlayIn.Malformed(bad);
        }
        entries.add(new Entry(first + k, part));
    }

    private PlayIn part(int first, int width, int k, PlayIn message) {
        if (message instanceof PlayIn.Malformed) {
            return message;
        } else if (!(message instanceof PlayIn.HotAct act)) {
            throw Problem.request("lanes.count", "1 for anything but an act", width);
        } else {
            Session session = session(first + k);
            ByteBuffer[] frames = new ByteBuffer[act.frames().length]; // [seats]
            for (int s = 0; session != null && s < frames.length; s++) {
                frames[s] = part(session, act.seats()[s], act.frames()[s], width, k);
            }
            return session == null ? message : new PlayIn.HotAct(act.shard(), act.step(), act.seats(), frames);
        }
    }

    private static ByteBuffer part(Session session, int seat, ByteBuffer frame, int width, int k) {
        List<SeatPlan> seats = session.plan().seats();
        if (seat < 0 || seat >= seats.size()) {
            return frame; // the lane says what is wrong with it
        }
        SeatPlan plan = seats.get(seat);
        long wanted = plan.actionLayout().stackedBytes(width);
        if (frame.remaining() != wanted) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_FRAME",
                    "lanes.request.act.frames, seat " + seat,
                    "a frame of " + wanted + " bytes, for " + width + " sessions like that of this lane",
                    frame.remaining() + " bytes",
                    "");
        }
        return ByteBuffer.wrap(plan.actionLayout().part(frame, width, k));
    }

    private @Nullable Session session(int number) {
        Lane lane = number >= 0 && number < lanes.length ? lanes[number] : null;
        return lane == null ? null : lane.session();
    }

    @Override
    public int count() {
        return entries.size();
    }

    @Override
    public int lane(int k) {
        return entries.get(k).lane();
    }

    @Override
    public PlayIn read(int k) {
        return entries.get(k).message();
    }

    @Override
    public LaneMessages kept() {
        return this;
    }
}
