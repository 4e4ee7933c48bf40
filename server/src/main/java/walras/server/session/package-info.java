/**
 * Sessions: a batch held for its participants. Who may do what, who holds which seat, and the time for which an abandoned
 * session is kept. Knows neither messages nor connections; time is injected. What a session consists of has rooms of its
 * own, each of which knows only those below it:
 *
 * <pre>
 * session --&gt; store --&gt; shard --&gt; plan --&gt; work
 *    |          ^          ^         ^
 *    |       export        |       policy
 *    +-----------------&gt; rollout ----+
 * </pre>
 */
@NullMarked
package walras.server.session;

import org.jspecify.annotations.NullMarked;
