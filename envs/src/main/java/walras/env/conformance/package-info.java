/**
 * {@code conformance-v0}: what a client must be able to read and write, in one environment. Two groups, every kind of space
 * and every element type, an action mask, agents that wait, privileged tensors, both ends of an episode. What the makers do
 * comes back unchanged in what they see, so that a number that a client bends shows at once.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>makers</td><td>observation</td><td>pressed u8 [B, n, 2], picked i32 [B, n, 2], clock i32 [B, n], jumped i64 [B, n],
 *     pushed f32 [B, n, 2], level f64 [B, n]</td></tr>
 * <tr><td>makers</td><td>action</td><td>press u8 [B, n, 2], pick i32 [B, n, 2], jump i64 [B, n], push f32 [B, n, 2], pull f64
 *     [B, n]</td></tr>
 * <tr><td>choosers</td><td>observation, action</td><td>clock i32 [B, 2]; choice i32 [B, 2], masked</td></tr>
 * <tr><td>privileged</td><td></td><td>secret f64 [B, 3]</td></tr>
 * <tr><td>metric</td><td></td><td>presses f64 [B], pulled f64 [B, n]</td></tr>
 * </table>
 */
@NullMarked
package walras.env.conformance;

import org.jspecify.annotations.NullMarked;
