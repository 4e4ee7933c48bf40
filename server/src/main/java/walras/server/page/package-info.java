/**
 * The page on the HTTP port: a few files that a browser loads, and the headers that keep it from doing anything else with them.
 * What the page shows comes from the JSON calls, meters, watches and replays that everybody has; here is no data at all, so
 * the files themselves are open to whoever may connect. Knows HTTP and nothing of sessions.
 */
@NullMarked
package walras.server.page;

import org.jspecify.annotations.NullMarked;
