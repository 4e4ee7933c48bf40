/**
 * {@code stackelberg/bandit-v0}: two bandits, one of whom commits first.
 *
 * <p>Rewards of a pair of actions have means {@code mu_l, mu_f} in [0, 1]. The leader sees its action and reward, the
 * follower the leader's action, its own reward (limited information) and the leader's (side information). Leaders:
 * EXP3 ({@code x ~ e^y}, played with mixing alpha, {@code y += eta r / probability}), UCBE ({@code mean + sqrt(S0 /
 * n)}), UCB. Followers: UCB, best response, FBM (best manipulation with known means) and FMUCB (with learned ones).
 * Source: Yu and Chen, UAI 2024.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>leader</td><td>observation</td><td>last_action</td><td>i32 [B, 1]</td></tr>
 * <tr><td>leader</td><td>observation</td><td>last_reward</td><td>f64 [B, 1]</td></tr>
 * <tr><td>leader</td><td>action</td><td>action</td><td>i32 [B, 1]</td></tr>
 * <tr><td>follower</td><td>observation</td><td>leader_action</td><td>i32 [B, 1]</td></tr>
 * <tr><td>follower</td><td>observation</td><td>last_reward, leader_reward (with side information)</td>
 *     <td>f64 [B, 1]</td></tr>
 * <tr><td>follower</td><td>action</td><td>action</td><td>i32 [B, 1]</td></tr>
 * </table>
 */
@NullMarked
package walras.env.stackelberg.bandit;

import org.jspecify.annotations.NullMarked;
