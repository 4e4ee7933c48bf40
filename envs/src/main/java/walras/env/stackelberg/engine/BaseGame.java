package walras.env.stackelberg.engine;

import walras.env.stackelberg.response.ResponseShape;

/**
 * The game that leader and followers play again and again: followers have types and choose actions, then the leader answers at one or
 * more information sets. Immutable; types and joint actions are numbered as {@link ResponseShape} says.
 */
public interface BaseGame {
    /** What {@link #move} returns when a sub-game has ended. */
    int OVER = -1;

    ResponseShape shape();

    /** Probability of each type profile {@code [P]}. */
    double[] prior();

    /** Number of distinct observations at which the leader may be asked, K. */
    int informationSets();

    /** Numbers that an answer takes, w. */
    int answerSize();

    /** Most answers that one sub-game asks for. */
    int moves();

    /** The information set at which a sub-game begins. */
    int first(int profile, int joint);

    /**
     * Plays the leader's answer.
     *
     * @param set where the leader was asked
     * @param move answers given before in this sub-game
     * @param answers the leader's answers `[K, w]` from {@code at}; that of {@code set} is there
     * @param outcome followers' payoffs, then the leader's, `[n + 1]` from {@code outcomeAt}; the move's are added
     * @return the next information set, or {@link #OVER}
     */
    int move(int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt);

    /** Whether there is anything to respond to; without it the episode has no response phase. */
    default boolean responds() {
        return shape().actions() > 1;
    }

    /** What a payoff of 1 of the followers is in the unit of the leader's rewards. */
    default double followerUnit() {
        return 1;
    }

    /** The least a follower can get in a sub-game. */
    double lowest(int profile, int follower);

    /** The most a follower can get in a sub-game. */
    double highest(int profile, int follower);
}
