/**
 * Stackelberg games: a leader commits, followers learn to respond.
 *
 * <p>The pieces: {@link walras.env.stackelberg.response} is the kernel (learning rules and certificates, batched);
 * {@link walras.env.stackelberg.engine} is the wrapper that makes a leader's episode of a base game and such followers; the other
 * packages are one environment each, with its game, its exact solution and its built-in leaders.
 */
@NullMarked
package walras.env.stackelberg;

import org.jspecify.annotations.NullMarked;
