/**
 * Plays matches: a server of the tournament's own, one session for each match, a stream as its host, and entrants as
 * processes, containers or guests. Whatever dies, the match goes on from its log: results are read from nothing else.
 */
@NullMarked
package walras.tournament.play;

import org.jspecify.annotations.NullMarked;
