/**
 * What commands show and write: JSON, progress, figures, the machine. Knows no environment and no server.
 */
@NullMarked
package walras.server.report;

import org.jspecify.annotations.NullMarked;
