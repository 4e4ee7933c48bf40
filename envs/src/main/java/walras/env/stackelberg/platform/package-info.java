/**
 * {@code stackelberg/pricing-platform-v0}: a platform that decides which pricing algorithms to display.
 *
 * <p>n sellers, {@code x_i = (a_i - p_i) / mu}. Over the displayed sellers of nest g, {@code s_g = sum_j e^(x_j / l_g)}; seller i
 * sells {@code q_i = e^(x_i / l_g) / s_g * s_g^(l_g) / D} with {@code D = e^(a_0 / mu) + sum_g s_g^(l_g)}, a hidden one nothing;
 * profit is {@code (p_i - c_i) q_i} and consumer surplus {@code mu ln D}. Nash markups m have
 * {@code m (1 / l - (1 / l - 1) w - q) = mu}, w the share within the nest; the joint optimum's common markup is
 * {@code mu / q_0}. Sellers learn by {@code Q(s, a) += alpha (r + delta max Q(s', .) - Q(s, a))} with the last price profile
 * as state and explore with probability {@code e^(-beta t)}. A price profile is a number in base {@code price_levels}, seller
 * 0's grid index first. Sources: Anderson, de Palma, Thisse 1992, Brero et al. 2022 (arXiv 2210.03852), Calvano et al. 2020,
 * Johnson, Rhodes and Wildenbeest 2023.
 *
 * <p>Time: sellers post prices, the leader answers them with a cap, buyers buy, sellers learn. Ties of the lowest
 * price go to the seller of the lowest number, ties between prices of equal value to the lowest.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>leader</td><td>observation</td><td>prices</td><td>i32 [B, 1, n]</td><td>posted grid indices</td></tr>
 * <tr><td>leader</td><td>action</td><td>answer</td><td>i32 [B, 1]</td><td>cap's grid index</td></tr>
 * <tr><td>leader</td><td>action</td><td>rule</td><td>i32 [B, 1, profiles]</td><td>with commitment "rule"</td></tr>
 * <tr><td>sellers</td><td>observation</td><td>last_prices</td><td>i32 [B, n, n]</td><td>own first</td></tr>
 * <tr><td>sellers</td><td>observation</td><td>displayed</td><td>i32 [B, n]</td><td>last period</td></tr>
 * <tr><td>sellers</td><td>observation</td><td>cost</td><td>f64 [B, n]</td><td>own</td></tr>
 * <tr><td>sellers</td><td>action</td><td>price</td><td>i32 [B, n]</td><td>grid index</td></tr>
 * <tr><td>privileged</td><td></td><td>reward_phase, costs, exploration, q_values</td><td></td><td></td></tr>
 * </table>
 */
@NullMarked
package walras.env.stackelberg.platform;

import org.jspecify.annotations.NullMarked;
