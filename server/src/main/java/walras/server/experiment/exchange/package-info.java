/** Claims about exchange economies: regret of MOLM, suboptimality of MPLM, and what certificates show of the solvers. */
@NullMarked
package walras.server.experiment.exchange;

import org.jspecify.annotations.NullMarked;
