/**
 * {@code dm_env_rpc.v1.Environment}, for clients that speak it: a facade over the same sessions. A world is a session of one
 * row, a join an attach to its remote seats, a step an act; docs/dm-env-rpc.md says how it is used. Each translation is a
 * class: names of worlds, settings, shapes, values, specifications, sequences, properties.
 */
@NullMarked
package walras.server.dmenv;

import org.jspecify.annotations.NullMarked;
