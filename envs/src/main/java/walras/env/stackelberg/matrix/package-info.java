/**
 * Normal-form games in which the leader commits to a row, or to a distribution over rows, and a follower learns to answer.
 *
 * <p>Sources: Brero et al. (arXiv 2210.03852); Conitzer and Sandholm (2006); Zhang et al. (2020); Gerstgrasser and Parkes (2023).
 */
@NullMarked
package walras.env.stackelberg.matrix;

import org.jspecify.annotations.NullMarked;
