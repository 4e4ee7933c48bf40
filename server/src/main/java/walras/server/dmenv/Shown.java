package walras.server.dmenv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.session.plan.SeatPlan;
import walras.server.session.shard.Turn;

/**
 * A turn as the holder of some seats sees it, copied.
 *
 * @param begun true if it was a reset or a restore that made it
 * @param frames of the seats that are held, little-endian
 */
record Shown(long step, boolean begun, boolean terminated, boolean truncated, List<ByteBuffer> frames) {
    /** @param turn that may be read while this runs */
    static Shown of(Turn turn, List<SeatPlan> seats) {
        byte[][] all = Objects.requireNonNull(turn.frames()); // [seats][bytes]
        List<ByteBuffer> frames = seats.stream()
                .map(seat -> ByteBuffer.wrap(all[seat.index()].clone()).order(ByteOrder.LITTLE_ENDIAN))
                .toList();
        return new Shown(
                turn.step(),
                turn.cause() != Turn.Cause.STEP,
                flag(FieldKind.TERMINATED, seats.get(0), frames.get(0)),
                flag(FieldKind.TRUNCATED, seats.get(0), frames.get(0)),
                frames);
    }

    private static boolean flag(FieldKind kind, SeatPlan seat, ByteBuffer frame) {
        Field field = seat.observationLayout().fields().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
        return frame.get((int) field.offset()) != 0;
    }

    /** True if the episode is over, and the next step begins another. */
    boolean over() {
        return terminated || truncated;
    }
}
