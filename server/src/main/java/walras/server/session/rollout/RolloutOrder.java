package walras.server.session.rollout;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import walras.server.frame.FieldChoice;
import walras.server.session.policy.PolicyProgram;

/**
 * Steps to be played on the server.
 *
 * @param steps K
 * @param policies per remote seat
 * @param chunkSteps the most steps of a chunk; 0 for as many as make a message of a good size
 * @param seed of the policies' own draws; empty for the session's
 * @param fields what is recorded of every step; empty for all
 */
public record RolloutOrder(
        int shard,
        int steps,
        Map<Integer, PolicyProgram> policies,
        int chunkSteps,
        OptionalLong seed,
        List<FieldChoice> fields) {
    /** Records everything. */
    public RolloutOrder(int shard, int steps, Map<Integer, PolicyProgram> policies, int chunkSteps, OptionalLong seed) {
        this(shard, steps, policies, chunkSteps, seed, List.of());
    }

    public RolloutOrder {
        policies = Map.copyOf(policies);
        fields = List.copyOf(fields);
    }
}
