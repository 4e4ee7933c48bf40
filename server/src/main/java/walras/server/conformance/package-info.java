/**
 * The proof that a client in any language is right: {@code ./walras conformance -- COMMAND}. {@link
 * walras.server.conformance.Driver} is the client's process, which does what a line of JSON says and answers with a line;
 * {@link walras.server.conformance.Mirror} is the same session once more, read from the messages without any client;
 * comparison is {@link walras.server.conformance.Comparison} and nothing else. Cases stand in {@link
 * walras.server.conformance.Cases}. The protocol between them is described in {@code clients/conformance/README.md}.
 */
@NullMarked
package walras.server.conformance;

import org.jspecify.annotations.NullMarked;
