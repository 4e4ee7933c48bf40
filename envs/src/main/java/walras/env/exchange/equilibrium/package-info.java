/**
 * Competitive equilibrium of static exchange economies, batched, with a certificate for every row.
 *
 * <p>Agent {@code i} owns {@code e_i} and maximises a utility over {@code { x >= 0 : p.x <= p.e_i }}; a pair (prices, allocation)
 * is an equilibrium when every agent's bundle is such a maximiser and every good with a positive price clears. With elasticity
 * {@code s} (Cobb-Douglas 1, CES {@code 1/(1-rho)}, Leontief 0, linear infinite) demand is
 *
 * <pre>x_ij = m_i a_ij^s p_j^-s / sum_k a_ik^s p_k^(1-s),   m_i = p.e_i</pre>
 *
 * <p>How each family is solved: Cobb-Douglas by one linear system, in the subtraction-free form of Grassmann, Taksar and Heyman
 * (1985); CES by damped Newton steps in log prices, with tatonnement (Walras) and an elasticity homotopy to fall back on; linear
 * utilities by annealing the elasticity until the goods that each agent buys are known, and then exactly on that forest;
 * Leontief with proportional endowments through the dual of Eisenberg and Gale (1959). The suboptimality sources are Liu, Lu,
 * Wang, Jordan and Yang (ICML 2022) and Guo et al. (2022); numeric anchors are the tests T01 to T30 of the specification.
 *
 * <table><caption>Tensors</caption>
 * <tr><td>weights</td><td>{@code [B, N, L]}</td><td>taste of agent i for good j, not negative</td></tr>
 * <tr><td>endowments</td><td>{@code [B, N, L]}</td><td>what agent i owns of good j, not negative</td></tr>
 * <tr><td>prices</td><td>{@code [B, L]}</td><td>on the simplex</td></tr>
 * <tr><td>allocation</td><td>{@code [B, N, L]}</td><td>what agent i consumes</td></tr>
 * <tr><td>clearing, budget, demand gap, iterations, status</td><td>{@code [B]}</td><td>the certificate</td></tr>
 * </table>
 */
@NullMarked
package walras.env.exchange.equilibrium;

import org.jspecify.annotations.NullMarked;
