/**
 * Simple allocation with limited communication: a follower of one of t types sends one of m messages, the leader sees the message and
 * hands out one of t items; both get 1 if the item is the type's, else 0. With m messages the best commitment serves min(m, t) types.
 *
 * <p>Source: Brero et al. (arXiv 2210.03852).
 */
@NullMarked
package walras.env.stackelberg.allocation;

import org.jspecify.annotations.NullMarked;
