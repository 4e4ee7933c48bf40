/**
 * Frames: one step's tensors for one seat in one little-endian run of bytes, and how they are laid out. Knows arrays and
 * bytes; neither messages nor sessions.
 *
 * <p>Every field begins at a multiple of 64 bytes and is row-major, batch first. A seat that is a whole group costs one
 * bulk copy per field; a seat that is one agent of a group costs one copy per row.
 */
@NullMarked
package walras.server.frame;

import org.jspecify.annotations.NullMarked;
