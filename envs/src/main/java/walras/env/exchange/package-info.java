/**
 * The exchange family: {@code exchange/static-v0}, one market with an auctioneer, and {@code exchange/markov-v0}, in which a planner
 * moves the context of markets over a finite horizon.
 *
 * <p>Consumer i owns {@code e_i}, is paid in utility {@code u_i(x_i)} and chooses within {@code p.x_i <= p.e_i}. The auctioneer, after
 * Walras, finds prices at which the economy that consumers report clears; every outcome comes with its certificate. The mathematics
 * of equilibrium: {@link walras.env.exchange.equilibrium}; of planning and of the suboptimality metric:
 * {@link walras.env.exchange.markov}; the learners: {@link walras.env.exchange.learning}. Source: Liu, Lu, Wang, Jordan and Yang,
 * ICML 2022.
 *
 * <table>
 * <caption>Tensors of the group {@code consumers}; n = N</caption>
 * <tr><td>observation</td><td>weights</td><td>f64 [B, n, L]</td><td>true tastes (static only)</td></tr>
 * <tr><td>observation</td><td>endowment</td><td>f64 [B, n, L]</td><td>what is owned</td></tr>
 * <tr><td>observation</td><td>prices</td><td>f64 [B, n, L]</td><td>posted or last prices</td></tr>
 * <tr><td>observation</td><td>bundle</td><td>f64 [B, n, L]</td><td>what was consumed last</td></tr>
 * <tr><td>observation</td><td>state, step</td><td>i32 [B, n]</td><td>context and time (Markov only)</td></tr>
 * <tr><td>action</td><td>weights</td><td>f64 [B, n, L]</td><td>market "report"</td></tr>
 * <tr><td>action</td><td>bundle</td><td>f64 [B, n, L]</td><td>markets "demand" and "proposal"</td></tr>
 * <tr><td>action</td><td>prices</td><td>f64 [B, n, L]</td><td>market "proposal"</td></tr>
 * </table>
 */
@NullMarked
package walras.env.exchange;

import org.jspecify.annotations.NullMarked;
