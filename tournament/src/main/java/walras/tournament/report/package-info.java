/** One page that says what came of a tournament: the conclusion in words first, then what it stands on. */
@NullMarked
package walras.tournament.report;

import org.jspecify.annotations.NullMarked;
