package walras.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the connection and the headers tell.
 *
 * @param authorization the header of that name; null for none
 * @param nearby true from this machine
 * @param encrypted true over TLS
 * @param certified true if the caller showed a certificate that the server's authority vouches for
 */
public record HttpCaller(@Nullable String authorization, boolean nearby, boolean encrypted, boolean certified) {}
