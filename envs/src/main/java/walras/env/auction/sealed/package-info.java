/**
 * {@code auction/sealed-bid-v0}: one auction a step, with the Bayes-Nash equilibria of auction theory.
 *
 * <p>Notation: F and f the law and density of a signal, n bidders, H(v) the expected rate of the places if the highest values win
 * (for one place G = F^(n-1)), r the reserve, e the fee. Private values that are alike: the rent is u(v) = integral of H from v0,
 * first-price bids v - (u + e)/H, all-pay vH - u - e, truthful formats v. Values that mix signals: v(x, y) = E[v_1 | s_1 = x,
 * highest other = y]; second-price v(x, x), first-price its mean under G below x. Mineral rights, asymmetric uniform first price,
 * grids of values and positions: see {@link walras.env.auction.sealed.MineralRights},
 * {@link walras.env.auction.sealed.AsymmetricUniform}, {@link walras.env.auction.sealed.MixingRule} and
 * {@link walras.env.auction.sealed.PositionAuction}.
 *
 * <p>Solvers give bidding rules and nothing else. What rules bring, whether they are an equilibrium's or a user's, is computed by
 * {@link walras.env.auction.sealed.InterimPayoff} from the rules of the auction alone, and the certificate {@code deviation_gain} is
 * the most that a best reply adds to that. Sources: Krishna 2009; Myerson 1981; Kagel and Levin 1986; Che and Gale 1998;
 * Edelman, Ostrovsky and Schwarz 2007; Varian 2007.
 *
 * <table>
 * <caption>Tensors of the group {@code bidders}</caption>
 * <tr><td>observation</td><td>signal</td><td>f64 [B, n, 1]</td><td>the own signal</td></tr>
 * <tr><td>observation</td><td>signals</td><td>f64 [B, n, n]</td><td>all signals (information complete)</td></tr>
 * <tr><td>observation</td><td>last</td><td>f64 [B, n, 3]</td><td>own bid, rate won, payment (feedback own and more)</td></tr>
 * <tr><td>observation</td><td>last_prices</td><td>f64 [B, n, K]</td><td>price per unit of each place (feedback prices, bids)</td></tr>
 * <tr><td>observation</td><td>last_bids</td><td>f64 [B, n, n]</td><td>all bids (feedback bids)</td></tr>
 * <tr><td>action</td><td>bid</td><td>f64 [B, n]</td><td>0 .. bid_max</td></tr>
 * </table>
 */
@NullMarked
package walras.env.auction.sealed;

import org.jspecify.annotations.NullMarked;
