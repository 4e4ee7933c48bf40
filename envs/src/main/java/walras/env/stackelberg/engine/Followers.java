package walras.env.stackelberg.engine;

import walras.env.StateVisitor;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;

/**
 * How followers choose and learn inside an episode. What happens between two moves of the game happens to all rows {@code which} marks
 * in {@code [from, to)} at once, for the sake of kernels that take whole batches; rows are independent of one another.
 */
interface Followers {
    /** Sub-games of one update. */
    int queries();

    /** Forgets everything. */
    void reset(int row);

    /** Draws types and reference of the coming update into the state. */
    void plan(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch);

    /** The joint action of a sub-game of the update. */
    int joint(int row, int query);

    /** Writes into the state the joint action to go on with, for followers that choose at every move. */
    default void revise(int from, int to, byte[] which /* [B] */) {}

    /** A move of response sub-games was played: the state holds where it leads, maybe {@link BaseGame#OVER}, and what it paid. */
    default void played(int from, int to, byte[] which /* [B] */) {}

    /** The sweep's payoffs are in the state: learn. */
    void update(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch);

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
