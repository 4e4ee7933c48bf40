/**
 * Policies that came as data, as players: tables and small networks over observations, which play the agents of a seat.
 */
@NullMarked
package walras.server.session.policy;

import org.jspecify.annotations.NullMarked;
