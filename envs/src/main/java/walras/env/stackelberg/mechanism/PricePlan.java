package walras.env.stackelberg.mechanism;

/**
 * A mechanism written out: whom to visit at which price, per message profile and number of refusals.
 *
 * @param reward expected welfare loss in its equilibrium, at most 0
 * @param strength what types gain by their own message over the other one, in expectation and summed over buyers; 0 without messages
 * @param buyers buyer {@code [J, n]}
 * @param prices price {@code [J, n]}
 * @param messages what each type of each buyer says {@code [n, T]}; zeros without messages
 */
@SuppressWarnings("ArrayRecordComponent")
public record PricePlan(double reward, double strength, int[] buyers, double[] prices, int[] messages) {}
