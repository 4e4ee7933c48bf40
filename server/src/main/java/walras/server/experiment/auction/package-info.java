/**
 * The published claims about societies of bidders (Chang et al., ICML 2020), each held against what the built-in learners do in process.
 */
@NullMarked
package walras.server.experiment.auction;

import org.jspecify.annotations.NullMarked;
