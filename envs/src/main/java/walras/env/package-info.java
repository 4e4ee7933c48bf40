/** The contract of an environment on one page. */
@NullMarked
package walras.env;

import org.jspecify.annotations.NullMarked;
