package walras.server.session;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Steps to be played on the server.
 *
 * @param steps K
 * @param policies per remote seat
 * @param chunkSteps the most steps of a chunk; 0 for as many as make a message of a good size
 * @param seed of the policies' own draws; empty for the session's
 */
public record RolloutOrder(
        int shard, int steps, Map<Integer, PolicyProgram> policies, int chunkSteps, OptionalLong seed) {
    public RolloutOrder {
        policies = Map.copyOf(policies);
    }
}
