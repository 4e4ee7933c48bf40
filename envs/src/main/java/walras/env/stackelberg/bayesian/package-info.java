/**
 * {@code stackelberg/bayesian-v0}: one-shot games in which followers have private types, given as data.
 *
 * <p>With chances p, the leader's payoffs L_t and a follower's F_t by action and answer, messages m and mixtures x[m]: for an assignment
 * (m_t, j_t) of types, maximise {@code sum_t p_t x[m_t] L_t[., j_t]} subject to {@code x[m_t] F_t[., j_t] >= x[m] F_t[., j]} for all m, j.
 * {@link walras.env.stackelberg.bayesian.AssignmentTree} searches assignments by branch and bound,
 * {@link walras.env.stackelberg.bayesian.AssignmentPrograms} solves one in exact arithmetic. With more messages than types the rest are
 * copies; copies tempt nobody.
 *
 * <p>Sources: Conitzer and Sandholm 2006; Paruchuri et al. 2008.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>leader</td><td>observation</td><td>message</td><td>i32 [B, 1]</td><td>0 to M - 1</td></tr>
 * <tr><td>leader</td><td>action</td><td>commitment</td><td>f64 [B, 1, R]</td><td>weights, with commitment "mixed"</td></tr>
 * <tr><td>leader</td><td>action</td><td>action</td><td>i32 [B, 1]</td><td>with commitment "pure"</td></tr>
 * </table>
 */
@NullMarked
package walras.env.stackelberg.bayesian;

import org.jspecify.annotations.NullMarked;
