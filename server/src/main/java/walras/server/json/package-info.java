/**
 * JSON over HTTP: every method of the services that begins with one message, under the path {@code /package.Service/Method},
 * in protobuf's JSON, through the same service objects as gRPC. With the query {@code values=lists} frames become nested
 * lists by name. What a stranger sends is read strictly and within bounds of bytes, depth, time and memory; a caller that
 * goes away cancels its call. docs/http.md has the whole of it.
 */
@NullMarked
package walras.server.json;

import org.jspecify.annotations.NullMarked;
