/**
 * The contract between an economy's author and everything that runs economies.
 *
 * <p>An {@link walras.env.Environment} is registered under an id and declares its options. With options it makes an
 * {@link walras.env.Economy}: groups, spaces, metrics, policies and the oracle. An economy makes
 * {@link walras.env.Dynamics}: the state of B rows and the three verbs {@code initial}, {@code advance} and
 * {@code observe}, over plain arrays of {@link walras.env.Tensors}. Clock, truncation, autoreset, seeding, validation,
 * snapshots and threads belong to {@link walras.env.batch}. Start at {@code walras.env.counter}, which exists to be read.
 */
@NullMarked
package walras.env;

import org.jspecify.annotations.NullMarked;
