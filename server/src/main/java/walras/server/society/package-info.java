/**
 * What built-in policies have learned, in files: a society is trained in one run, saved, and goes on in another, in the same task or a shifted one.
 *
 * <p>{@link walras.server.society.Weights} are a group's arrays; a {@link walras.server.society.SocietyFile} adds the environment, its options and their hash, and the policy. By command line:
 * {@code ./walras run ID --save GROUP=FILE} and {@code --load GROUP=FILE}, with {@code --transfer} where the task differs. It serves every family whose policies learn.
 */
@NullMarked
package walras.server.society;

import org.jspecify.annotations.NullMarked;
