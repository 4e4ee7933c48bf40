/**
 * From what was earned to who is better, and how sure that is: means over common worlds with paired bootstrap intervals,
 * Bradley-Terry and Plackett-Luce ratings, alpha-rank, and tests that are corrected for their number.
 *
 * <p>The unit of everything is a world: one row of one seed of one setting, which every pairing plays. Neighbouring worlds
 * are pooled into blocks where there are many. Settings count alike.
 */
@NullMarked
package walras.tournament.rating;

import org.jspecify.annotations.NullMarked;
