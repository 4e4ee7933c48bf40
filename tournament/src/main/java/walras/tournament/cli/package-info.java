/** {@code ./walras tournament}: found by the command line where this module is on the class path. */
@NullMarked
package walras.tournament.cli;

import org.jspecify.annotations.NullMarked;
