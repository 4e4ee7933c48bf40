package walras.server.session.shard;

import java.util.OptionalLong;

/** Somebody who has asked a shard for something. Called by whichever thread owns the shard; must not block. */
public interface Answer {
    /** For whoever asks in nobody's name. */
    Answer NOBODY = new Answer() {
        @Override
        public void turn(Turn turn) {}

        @Override
        public void failed(int shard, OptionalLong step, Throwable why) {}
    };

    /** The turn was made. Its frames may be read later only if it is held now. */
    void turn(Turn turn);

    /** The turn that was asked for had been made before. */
    default void again(Turn turn) {
        turn(turn);
    }

    /**
     * What was asked for was refused, or its turn could not be made.
     *
     * @param step the number that was asked for, or that the turn would have had
     */
    void failed(int shard, OptionalLong step, Throwable why);

    /** True if it is a participant, who is told every turn and need not wait for this one. */
    default boolean attached() {
        return false;
    }
}
