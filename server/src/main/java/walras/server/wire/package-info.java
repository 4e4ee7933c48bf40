/**
 * Messages: between {@code walras.v1} and the values that sessions and frames are made of. The only package that builds
 * messages or takes them apart. The play stream has marshallers of its own, so that a step's frame is copied once on its
 * way in and once on its way out.
 */
@NullMarked
package walras.server.wire;

import org.jspecify.annotations.NullMarked;
