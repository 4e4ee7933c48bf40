/**
 * What a session played, gathered from its logs into one file of arrays or of lines.
 */
@NullMarked
package walras.server.session.export;

import org.jspecify.annotations.NullMarked;
