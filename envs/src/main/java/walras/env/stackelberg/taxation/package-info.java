/**
 * {@code stackelberg/taxation-v0}: a government taxes and spends, N heterogeneous households work, eat and save.
 *
 * <p>Variant {@code closed}, in goods: hours {@code h = 3 x}, {@code L = sum e h}, {@code Y = Z K^alpha L^(1 - alpha)},
 * {@code w = (1 - alpha) Y / L}, {@code r = alpha Y / K - delta}, income {@code y = w e h + r a}; what is kept of x is
 * {@code (1 - tau) / (1 - xi) w^xi x^(1 - xi)}; the purse {@code m = a + keep(y) - W + Tr} is split into {@code a' = s m} and
 * {@code c = (1 - s) m / (1 + tau_c)}; {@code B' = (1 + r) B + G + Tr - R} and {@code K' = sum a' - B'}, so that goods balance by
 * Walras's law. Utility {@code c^(1 - sigma) / (1 - sigma) - psi h^(1 + 1/phi) / (1 + 1/phi)}. Its stationary equilibrium, with
 * which episodes start and which {@code solve} certifies, is in {@link walras.env.stackelberg.taxation.stationary}.
 *
 * <p>A year of the published variants: labour {@code L = sum e h_max x}, output {@code Y = A K^alpha L^(1 - alpha)}, wage
 * {@code (1 - alpha) A (K / L)^alpha}, income {@code y = W e h_max x + r a}; taxes T on income and on wealth;
 * consumption {@code (1 - s) purse / (1 + tau_c)}, the purse being what tax leaves of income (DSMFG) or of income and
 * wealth (TaxAI); utility {@code sigmoid(ln(c / 1000) - 10 x^3 / 3)}; debt {@code B' = (1 + r) B + G - taxes}. Capital
 * follows the resource constraint that each publication prints, and loses what that loses: see
 * {@link walras.env.stackelberg.taxation.Variant}. Ability: see
 * {@link walras.env.stackelberg.taxation.AbilityProcess}. Sources: Mi et al. (TaxAI 2024; dynamic Stackelberg
 * mean-field game 2025), Aiyagari 1994, Heathcote, Storesletten and Violante 2017, Saez 2001.
 *
 * <p>Where they depart from the public codes: every draw is keyed by the row's seed; money in observations counts
 * output per head at reset, and so does the HSV rule unless {@code tax_unit} is the dollar; the federal tax has no
 * ceiling; a superstar that falls back lands among the normal abilities, not among zeros; and the survey file is
 * replaced by a lognormal law with its mean and median, or the user's own arrays.
 *
 * <table>
 * <caption>Tensors</caption>
 * <tr><td>leader</td><td>observation</td><td>population</td><td>f64 [B, 1, 7 or 6]</td></tr>
 * <tr><td>leader</td><td>observation</td><td>economy</td><td>f64 [B, 1, 5]</td></tr>
 * <tr><td>leader</td><td>observation</td><td>bracket_share, bracket_income (bracket taxes)</td>
 *     <td>f64 [B, 1, brackets]</td></tr>
 * <tr><td>leader</td><td>action</td><td>levers</td><td>f64 [B, 1, 5 or brackets + 1]</td></tr>
 * <tr><td>households</td><td>observation</td><td>own</td><td>f64 [B, N, 2]</td></tr>
 * <tr><td>households</td><td>observation</td><td>population</td><td>f64 [B, N, 7 or 6]</td></tr>
 * <tr><td>households</td><td>observation</td><td>levers</td><td>f64 [B, N, levers]</td></tr>
 * <tr><td>households</td><td>action</td><td>saving, labour</td><td>f64 [B, N]</td></tr>
 * </table>
 */
@NullMarked
package walras.env.stackelberg.taxation;

import org.jspecify.annotations.NullMarked;
