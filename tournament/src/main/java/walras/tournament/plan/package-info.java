/** Which matches a tournament has: formats, seats and their rotation, the same worlds for every pairing. */
@NullMarked
package walras.tournament.plan;

import org.jspecify.annotations.NullMarked;
