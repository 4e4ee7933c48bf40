/**
 * Play for programs on the same machine: the messages of the play stream over a Unix domain socket without HTTP, and the
 * frames in a file that both sides map. {@link walras.server.rpc.local.LocalCall} looks to {@code rpc} like any other call, so
 * that everything a stream can do is written once; docs/shared-memory.md has the bytes, for any language.
 */
@NullMarked
package walras.server.rpc.local;

import org.jspecify.annotations.NullMarked;
