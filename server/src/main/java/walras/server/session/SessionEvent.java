package walras.server.session;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** Something that participants should know. */
public record SessionEvent(Kind kind, OptionalInt seat, OptionalInt shard, OptionalLong step, String message) {
    /** What happened. */
    public enum Kind {
        SEAT_LOST,
        SEAT_ATTACHED,
        DEADLINE_LAPSED,
        SEAT_FORFEITED,
        SESSION_CLOSING,
        SERVER_DRAINING,
        OPTIONS_CHANGED,
        SEAT_LEFT,
        ACT_REFUSED
    }

    static SessionEvent ofSeat(Kind kind, int seat, String message) {
        return new SessionEvent(kind, OptionalInt.of(seat), OptionalInt.empty(), OptionalLong.empty(), message);
    }

    static SessionEvent ofStep(Kind kind, int seat, int shard, long step, String message) {
        return new SessionEvent(kind, OptionalInt.of(seat), OptionalInt.of(shard), OptionalLong.of(step), message);
    }

    static SessionEvent ofShard(Kind kind, int shard, long step, String message) {
        return new SessionEvent(kind, OptionalInt.empty(), OptionalInt.of(shard), OptionalLong.of(step), message);
    }

    static SessionEvent ofSession(Kind kind, String message) {
        return new SessionEvent(kind, OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), message);
    }
}
