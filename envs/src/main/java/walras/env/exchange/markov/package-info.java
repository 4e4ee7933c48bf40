/**
 * Markov exchange economies: finite-horizon models, exact planning, the suboptimality metric, and the published instances.
 *
 * <p>A planner's action b moves the context s; consumers trade at each (step, state) as in a static economy, whose equilibrium does
 * not depend on b. So the model separates: one equilibrium per (h, s), then ordinary dynamic programming with the reward
 * {@code r_h(s) = sum_i u_i(x_i)}. For a planner's policy {@code pi} and the consumers' {@code nu = (x, p)},
 *
 * <pre>SubOpt = max_pi' V(pi'; r') - V(pi; r),   r'_h(s) = sum_i max { u_i(x') : p_h(s).x' <= p_h(s).e_i }</pre>
 *
 * <p>after Liu, Lu, Wang, Jordan and Yang, "Welfare Maximization in Competitive Equilibrium: Reinforcement Learning for Markov
 * Exchange Economy", ICML 2022. The price normalisation and the deviation set are our formalisation (specification, 1.5).
 *
 * <table><caption>Arrays; H steps, S states, A planner actions, N consumers, L goods</caption>
 * <tr><td>weights, endowments</td><td>{@code [H, S, N, L]}</td></tr>
 * <tr><td>transitions</td><td>{@code [H, S, A, S]}</td></tr>
 * <tr><td>prices</td><td>{@code [H, S, L]}</td></tr>
 * <tr><td>allocation</td><td>{@code [H, S, N, L]}</td></tr>
 * <tr><td>planner policy</td><td>{@code [H, S, A]} probabilities</td></tr>
 * <tr><td>values</td><td>{@code [H + 1, S]}, zero after the last step</td></tr>
 * </table>
 */
@NullMarked
package walras.env.exchange.markov;

import org.jspecify.annotations.NullMarked;
