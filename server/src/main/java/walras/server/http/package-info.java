/**
 * HTTP/1.1 on Netty's own codec, with an event loop of its own: exact paths, bounded in everything that a stranger decides.
 * A connection holds one request at a time, of limited header and body, and each part of it has its time: what is late
 * is answered 408 and closed, and of too many connections the one that has waited longest makes room. So a request that
 * is half sent, or a thousand of them, delays no other.
 *
 * <p>{@link walras.server.http.Routes} says what is served. A handler answers its {@link walras.server.http.Exchange} from
 * any thread and at any time, so work that is long goes elsewhere and never waits on the loop. Who may call what is
 * {@link walras.server.http.Gate}'s to say, before a body is read.
 */
@NullMarked
package walras.server.http;

import org.jspecify.annotations.NullMarked;
