package walras.env.stackelberg.engine;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.Rows;
import walras.env.StateVisitor;

/** A seat of a game of rounds between a leader and a follower: its player moves, and learns when a round is over. */
public final class RoundSeat implements Policy {
    /** Plays one row at a time. */
    public interface Player {
        /** The row's action is written. */
        void move(int row);

        /** A round of the row is over. */
        void learn(int row);

        /** An episode of the row begins. */
        void reset(int row);

        /** As {@link Policy#state}. */
        void state(StateVisitor visitor);
    }

    private final GroupTensors seat;
    private final Player player;
    private final int over; // what a row's `active` is when a round is over

    private RoundSeat(GroupTensors seat, Player player, int over) {
        this.seat = seat;
        this.player = player;
        this.over = over;
    }

    /** A leader's: a round is over when it is to act again. */
    public static Policy leader(GroupTensors seat, Player player) {
        return new RoundSeat(seat, player, 1);
    }

    /** A follower's: a round is over when it has nothing left to answer. */
    public static Policy follower(GroupTensors seat, Player player) {
        return new RoundSeat(seat, player, 0);
    }

    @Override
    public void act(Rows rows) {
        byte[] active = seat.active().u8(); // [B]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && active[row] == 1) {
                player.move(row);
            }
        }
    }

    @Override
    public void learn(Rows rows) {
        byte[] active = seat.active().u8(); // [B]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && active[row] == over) {
                player.learn(row);
            }
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                player.reset(row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        player.state(visitor);
    }
}
