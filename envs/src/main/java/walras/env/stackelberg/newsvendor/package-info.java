/** Relatives of the Stackelberg family: newsvendor. */
@NullMarked
package walras.env.stackelberg.newsvendor;

import org.jspecify.annotations.NullMarked;
