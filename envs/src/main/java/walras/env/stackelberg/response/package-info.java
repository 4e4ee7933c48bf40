/**
 * The follower-response kernel: learning rules that run inside the environment, batched over rows, with certificates.
 *
 * <p>A Bayesian game of {@code n} followers is given by the payoffs that a leader's commitment induces: {@code payoff [B, n, P, J]},
 * where {@code P} counts type profiles and {@code J} joint actions, both in mixed radix with follower 0 most significant, and a prior
 * {@code [P]} that may be correlated. One <em>update</em> draws a type profile and lets every follower learn:
 *
 * <pre>
 * exact sweep     u_i(a) = sum over a_-i of sigma_-i(a_-i | theta_-i) u_i(a, a_-i)       J sub-games
 * sampled sweep   u_i(a) = u_i(a, b_-i), one reference profile b drawn from sigma        n A sub-games
 * bandit          one profile b drawn from sigma, only u_i(b) is seen                    1 sub-game
 *
 * Hedge           w(a) *= (1 + rate)^u(a)                    sigma proportional to w
 * regret matching R(a) += u(a) - sigma.u                     sigma proportional to max(R, 0), uniform when none is positive
 * fictitious play U(a) += u(a)                               sigma = argmax U
 * best response   U(a)  = u(a)                               sigma = argmax U, ties by {@link TieRule}
 * EXP3            y(b) += rate u(b) / x(b)                   x = (1 - alpha) softmax(y) + alpha / A
 * UCB             mean(b) + sqrt(2 ln(1/delta) / count(b))   unvisited first
 * Q-learning      Q(s,a) += alpha (r + discount max Q(s',.) - Q(s,a))
 * </pre>
 *
 * <p>The certificate of a distribution over type-contingent strategies is its Bayesian coarse-correlated gap: the largest gain, over
 * follower, type and fixed deviation, in expectation over the other followers' types <em>given</em> the own type.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><th>name</th><th>shape</th><th>meaning</th></tr>
 * <tr><td>payoff</td><td>[B, n, P, J]</td><td>follower's payoff</td></tr>
 * <tr><td>leader</td><td>[B, P, J]</td><td>leader's payoff</td></tr>
 * <tr><td>table, auxiliary</td><td>[B, n, T, A]</td><td>what the learning rule remembers</td></tr>
 * <tr><td>regret</td><td>[B, n, T, A]</td><td>cumulative external regret</td></tr>
 * <tr><td>play</td><td>[B, P, J]</td><td>sum over updates of the product of the mixed strategies: common-index average</td></tr>
 * </table>
 *
 * <p>Backends. {@link FusedResponseKernel} and {@link Nd4jResponseKernel} (Hedge) run whole response phases of commitments that are known.
 * The environments ask the leader between any two sub-games, so there the rules of this package learn from one sweep at a time: row by row,
 * or with {@code backend: nd4j} in all rows whose sweep is complete at once, by {@link Nd4jResponseKernel#update}, and by {@link
 * Nd4jQLearning} for followers that learn at every move.
 *
 * <p>Sources: Brero et al., "Stackelberg POMDP" (arXiv 2210.03852); Hartline, Syrgkanis and Tardos (arXiv 1507.00418); Hart and
 * Mas-Colell (2000); Auer et al. (2002); Yu and Chen (UAI 2024); Calvano et al. (2020).
 */
@NullMarked
package walras.env.stackelberg.response;

import org.jspecify.annotations.NullMarked;
