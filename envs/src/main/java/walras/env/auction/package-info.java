/** Sealed-bid auctions among primitives that take turns at acting in one Markov decision process. */
@NullMarked
package walras.env.auction;

import org.jspecify.annotations.NullMarked;
