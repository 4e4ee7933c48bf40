/**
 * The engine: rows of a session that step together. Everything that happens to them is an event in a mailbox, which one
 * owner at a time drains, so that a batch has no locks. The barrier that waits for every seat, step numbers that make a step
 * happen exactly once, deadlines, and the one place where a batch changes ({@link walras.server.session.shard.ShardBatch#apply}).
 */
@NullMarked
package walras.server.session.shard;

import org.jspecify.annotations.NullMarked;
