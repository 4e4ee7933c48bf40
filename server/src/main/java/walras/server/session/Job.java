package walras.server.session;

import java.util.function.LongFunction;

/**
 * Something that makes a shard's next turn.
 *
 * @param cause of the turn
 * @param work makes the turn of a number; runs while nobody else touches the batch, and throws before it moves anything
 *     or breaks the shard
 * @param cost what such jobs cost
 * @param heals true if the shard is whole again after it, whatever it was before
 * @param told true if participants are sent the turn
 */
record Job(Turn.Cause cause, LongFunction<Turn> work, StepCost cost, boolean heals, boolean told) {}
