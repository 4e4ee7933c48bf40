/** Relatives of the Stackelberg family: bandit. */
@NullMarked
package walras.env.stackelberg.bandit;

import org.jspecify.annotations.NullMarked;
