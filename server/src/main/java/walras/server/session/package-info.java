/**
 * Sessions: a batch held for its participants. Seats and tickets, the barrier that waits for every seat, step numbers
 * that make a step happen exactly once, deadlines, the log, and the time for which an abandoned session is kept. Knows
 * neither messages nor connections; time is injected.
 *
 * <p>A session is cut into shards. A shard's batch is touched by one thread at a time: by whoever brought the last
 * missing action while the shard is idle, then by the thread that steps it. The shard's monitor guards only who that is,
 * the acts that wait, and the last turn; a step runs outside it.
 */
@NullMarked
package walras.server.session;

import org.jspecify.annotations.NullMarked;
