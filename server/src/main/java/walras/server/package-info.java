/** The server: one record of configuration, and the process's life from start to drain. */
@NullMarked
package walras.server;

import org.jspecify.annotations.NullMarked;
