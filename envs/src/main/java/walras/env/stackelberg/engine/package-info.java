/**
 * The wrapper: one engine that turns a base game and followers into the leader's decision problem.
 *
 * <p>An episode is a <em>response phase</em>, in which the followers try actions against the leader and learn while the leader earns
 * nothing, and a <em>reward phase</em>, in which they play the strategy they ended with and the leader is paid:
 *
 * <pre>
 * followers forget -> [ update = draw types, play the sweep's sub-games, learn ] x updates
 *                  -> freeze -> reward sub-games, sampled or every (types, joint action) in proportion to its weight -> terminated
 * </pre>
 *
 * <p>The leader sees the base game's observation and nothing else: neither phase, nor time, nor followers. An information set is one
 * such observation; with {@code hold_commitment} the first answer given there in an episode stands for the whole episode, so that each
 * episode evaluates one commitment, and a leader that could tell the phases apart would gain nothing. The sum of an episode's rewards is
 * then an unbiased estimate of the commitment's value, and equals it where rewards are exact.
 *
 * <table>
 * <caption>Privileged tensors, for a central critic only</caption>
 * <tr><td>phase</td><td>i32 [B]</td><td>0 response, 1 reward</td></tr>
 * <tr><td>learn</td><td>i32 [B]</td><td>1 if the coming transition is for the learner; 0 for hidden response transitions</td></tr>
 * <tr><td>progress</td><td>f32 [B, 3]</td><td>shares of updates, of the sweep, of the reward phase that are done</td></tr>
 * <tr><td>weights</td><td>f32 [B, n, T, A]</td><td>the learning rule's table, each slice divided by its largest magnitude</td></tr>
 * <tr><td>types</td><td>i32 [B, n]</td><td>types of the present sub-game</td></tr>
 * <tr><td>joint_action</td><td>i32 [B, n]</td><td>actions of the present sub-game</td></tr>
 * <tr><td>reference</td><td>i32 [B, n]</td><td>reference profile of a sampled sweep</td></tr>
 * <tr><td>exploration</td><td>f32 [B]</td><td>chance of a random action, for Q-learning</td></tr>
 * </table>
 *
 * <p>Source: Brero et al., "Stackelberg POMDP" (arXiv 2210.03852). State arrays whose names contain {@code hidden} must not move the
 * leader's observation; the leak test scrambles them.
 */
@NullMarked
package walras.env.stackelberg.engine;

import org.jspecify.annotations.NullMarked;
