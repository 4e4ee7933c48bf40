/**
 * {@code counter-v0}: the environment that teaches authors, and the zero-work case of every benchmark.
 *
 * <p>Each of n counters starts at 0. Every step each agent leaves its counter (action 0) or adds one (action 1); adding
 * one pays 1. The episode terminates when all counters stand at {@code target}; a counter that is there stays, and
 * pays nothing. The oracle: add one always, worth {@code target - count} per agent.
 *
 * <table>
 * <caption>Tensors of the group {@code counters}</caption>
 * <tr><td>observation</td><td>count</td><td>i32 [B, n]</td><td>0 .. target</td></tr>
 * <tr><td>action</td><td>increment</td><td>i32 [B, n]</td><td>0 or 1</td></tr>
 * <tr><td>reward</td><td></td><td>f64 [B, n]</td><td>0 or 1</td></tr>
 * <tr><td>metric</td><td>total</td><td>f64 [B]</td><td>sum of counts</td></tr>
 * <tr><td>metric</td><td>regret</td><td>f64 [B, n]</td><td>1 less the reward while below target</td></tr>
 * </table>
 *
 * <p>A family is these four kinds of file: a provider (found by ServiceLoader), an environment (id, docs, options), an
 * economy (spec, policies, oracle) and dynamics (state and the three verbs). Real families add a kernel.
 */
@NullMarked
package walras.env.counter;

import org.jspecify.annotations.NullMarked;
