package walras.server.session.plan;

import java.util.Map;
import java.util.OptionalLong;
import walras.env.Economy;
import walras.env.Options;
import walras.env.RowRandom;

/**
 * Rows of a session that have options and a seed of their own. A session without parts has one.
 *
 * @param firstRow in the whole batch
 * @param overrides options that take the place of the session's, as Java forms of JSON values
 * @param seed row r of the part is keyed by (seed, r)
 * @param sameSeed true if the part has the session's seed, whatever that is
 * @param options all of them
 */
public record PartPlan(
        int index,
        int firstRow,
        int rows,
        Map<String, Object> overrides,
        long seed,
        boolean sameSeed,
        Options options,
        Economy economy) {
    /** As a session is asked for it. */
    public SessionConfig.PartConfig config() {
        return new SessionConfig.PartConfig(
                rows, overrides, sameSeed ? OptionalLong.empty() : OptionalLong.of(seed), sameSeed);
    }

    /** One past the last row, in the whole batch. */
    int endRow() {
        return firstRow + rows;
    }

    /** The part's seed where the session gets this one. */
    public long seedOf(long sessionSeed) {
        return sameSeed ? sessionSeed : RowRandom.partSeed(sessionSeed, index);
    }

    PartPlan withSeed(long other) {
        return new PartPlan(index, firstRow, rows, overrides, other, sameSeed, options, economy);
    }
}
