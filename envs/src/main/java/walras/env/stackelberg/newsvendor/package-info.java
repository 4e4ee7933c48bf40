/**
 * {@code stackelberg/newsvendor-v0}: a supplier posts a wholesale price a, a retailer answers with an order b and a
 * retail price p, demand is {@code D = theta0 - theta1 p + sigma z}.
 *
 * <p>The supplier earns {@code a b}, the retailer {@code p min(b, D) - a b}. At a price the best order is
 * {@code theta0 - theta1 p + sigma F^-1(1 - a / p)}; the best price lies below the riskless
 * {@code (a + theta0 / theta1) / 2} by {@code sigma L(z) / (2 theta1)}, L the loss function. Without noise the
 * equilibrium is {@code a = theta0 / (2 theta1)}. Learners hold confidence ellipsoids (OFUL) or count arms (UCB).
 * Sources: Liu and Rong 2024; Petruzzi and Dada 1999; Abbasi-Yadkori, Pal and Szepesvari 2011.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>leader</td><td>observation</td><td>last_wholesale_price, last_quantity, last_retail_price, last_demand</td>
 *     <td>f64 [B, 1]</td></tr>
 * <tr><td>leader</td><td>action</td><td>wholesale_price</td><td>f64 [B, 1]</td></tr>
 * <tr><td>follower</td><td>observation</td><td>wholesale_price, last_retail_price, last_demand</td>
 *     <td>f64 [B, 1]</td></tr>
 * <tr><td>follower</td><td>action</td><td>retail_price, quantity</td><td>f64 [B, 1]</td></tr>
 * </table>
 */
@NullMarked
package walras.env.stackelberg.newsvendor;

import org.jspecify.annotations.NullMarked;
