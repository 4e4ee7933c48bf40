/**
 * What was played: one SQLite file beside the logs. A match is in it when it is over and its log has been read; everything
 * else is computed from it, and it can be computed anew from the logs.
 */
@NullMarked
package walras.tournament.store;

import org.jspecify.annotations.NullMarked;
