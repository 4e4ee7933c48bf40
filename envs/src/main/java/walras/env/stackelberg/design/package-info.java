/**
 * Matrix design: the leader promises bonuses at joint actions of two learning followers, and wants them to play what is best for both
 * together. A promise that is never called on costs nothing (k-implementation).
 *
 * <p>Sources: Brero et al. (arXiv 2210.03852); Monderer and Tennenholtz, "k-Implementation" (EC 2003).
 */
@NullMarked
package walras.env.stackelberg.design;

import org.jspecify.annotations.NullMarked;
