/** Households without aggregate risk. */
@NullMarked
package walras.env.stackelberg.taxation.stationary;

import org.jspecify.annotations.NullMarked;
