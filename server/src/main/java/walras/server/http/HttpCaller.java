package walras.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the connection and the headers tell; a header that is not there is null.
 *
 * @param authorization the header of that name
 * @param nearby true from this machine
 * @param encrypted true over TLS
 * @param certified true if the caller showed a certificate that the server's authority vouches for
 * @param host the header of that name: under which name the caller knows the server
 * @param origin the header of that name: whose page asks, in a browser
 * @param contentType the header of that name
 * @param contentEncoding likewise
 */
public record HttpCaller(
        @Nullable String authorization,
        boolean nearby,
        boolean encrypted,
        boolean certified,
        @Nullable String host,
        @Nullable String origin,
        @Nullable String contentType,
        @Nullable String contentEncoding) {}
