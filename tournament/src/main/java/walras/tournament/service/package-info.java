/**
 * {@code walras.v1.TournamentService}: tournaments that a server holds, by the runner of {@code ./walras tournament run}, whose
 * calls stay within the server. Only policies and entrants that connect themselves; everything anybody may ask for is bounded.
 */
@NullMarked
package walras.tournament.service;

import org.jspecify.annotations.NullMarked;
