package walras.env.stackelberg.response;

/** Runs whole response phases for a batch whose commitments are known. */
public interface ResponseKernel {

    /**
     * Makes {@code updates} further updates in every row.
     *
     * @param state followers' memory, advanced in place
     * @param game payoffs of every profile
     * @param keys one key of randomness per row `[B]`
     */
    void respond(FollowerPopulation population, FollowerState state, InducedGame game, long[] keys, int updates);
}
