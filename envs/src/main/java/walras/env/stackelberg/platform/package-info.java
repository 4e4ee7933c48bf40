/** Relatives of the Stackelberg family: platform. */
@NullMarked
package walras.env.stackelberg.platform;

import org.jspecify.annotations.NullMarked;
