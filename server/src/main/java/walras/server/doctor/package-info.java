/** Looks, before a server starts or beside one, at what it needs of the machine: one finding for each, worst first or not. */
@NullMarked
package walras.server.doctor;

import org.jspecify.annotations.NullMarked;
