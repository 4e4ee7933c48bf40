package walras.env.stackelberg.engine;

import walras.env.StateVisitor;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;

/** How followers choose and learn inside an episode; one row at a time, rows independent of one another. */
interface Followers {
    /** Sub-games of one update. */
    int queries();

    /** Forgets everything. */
    void reset(int row);

    /** Draws types and reference of the coming update into the state. */
    void plan(int row, long key, FollowerPopulation.Scratch scratch);

    /** The joint action of a sub-game of the update. */
    int joint(int row, int query);

    /** The joint action to go on with, for followers that choose at every move. */
    default int revise(int row, int set, int joint, long key) {
        return joint;
    }

    /** A move of a response sub-game was played; {@code next} may be {@link BaseGame#OVER}. */
    default void played(int row, int set, int joint, int next, double payoff) {}

    /** The sweep's payoffs are in the state: learn. */
    void update(int row, FollowerPopulation.Scratch scratch);

    /** Writes the frozen joint strategy `[P, J]` of a row. */
    void freeze(int row, Extraction extraction, double[] strategy, int at, FollowerPopulation.Scratch scratch);

    /** What the rule remembers, for critics {@code [B, memory]}; the live array. */
    double[] memory();

    /** Sizes of one slice of the memory: it is normalised slice by slice. */
    int slice();

    /** Shows arrays that are not in the shared state. */
    default void state(StateVisitor visitor) {}

    /** Chance of a random action. */
    default double exploration(int row) {
        return 0;
    }
}
