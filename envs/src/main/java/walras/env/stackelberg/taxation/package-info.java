/** Relatives of the Stackelberg family: taxation. */
@NullMarked
package walras.env.stackelberg.taxation;

import org.jspecify.annotations.NullMarked;
