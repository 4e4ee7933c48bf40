/**
 * The batch engine: B rows of one economy stepped together. Clock, truncation, autoreset, seeding, validation, built-in
 * policies, snapshots and threads are written here, once; it knows {@code walras.env} and no family.
 *
 * <p>One step: policies act; actions of other seats have been checked; then, range of rows by range of rows,
 * {@code advance}, clock, {@code observe}, {@code learn}, and restart of finished rows as the autoreset mode says. A
 * range stays in one thread's cache for the whole of that.
 */
@NullMarked
package walras.env.batch;

import org.jspecify.annotations.NullMarked;
