/**
 * Threads, time, and limits: where work runs, for how long it may, and how much there may be of it. Knows no session.
 */
@NullMarked
package walras.server.session.work;

import org.jspecify.annotations.NullMarked;
