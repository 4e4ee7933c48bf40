/**
 * Logs of sessions: what was done to one shard, record by record, in one file. Knows files and bytes, not sessions.
 *
 * <p>A file is a run of records: length, checksum of the length, checksum of the content (all int32 big-endian, CRC-32C),
 * content. The first record is the header. A record that the end of the file cuts off is a torn tail, which a crash
 * leaves and which is cut; anything else that does not fit is damage, and is refused with its offset.
 */
@NullMarked
package walras.server.log;

import org.jspecify.annotations.NullMarked;
