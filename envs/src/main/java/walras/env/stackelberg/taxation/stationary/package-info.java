/**
 * Households without aggregate risk: a Bewley-Huggett-Aiyagari economy with hours, taxes, debt and transfers.
 *
 * <p>{@code V(a, e) = max u(c, h) + beta E V(a', e')} with {@code (1 + tau_c) c + a' = keep(w e h + r a) + (1 - tau_wealth) a + Tr}
 * and a' on [asset_min, asset_max]. Plans are the fixed point on the grid of Carroll's endogenous grid points, hours by the static
 * condition {@code psi h^(1/phi) (1 + tau_c) c^sigma = w e keep'(y)}. Households move over the grid as in Young 2010. The interest
 * rate clears {@code mean(a) = K + B}, with K what the firm wants, {@code B = debt_ratio Y}, and the transfer (or public spending) what
 * the budget leaves.
 *
 * <p>{@link walras.env.stackelberg.taxation.stationary.StationaryCertificate} judges tables alone and shares no method with the solver.
 * Gains of a reform compare two stationary economies at the same wealth and ability: no path between them is lived. Sources: Aiyagari
 * 1994; Carroll 2006; Young 2010; Rouwenhorst 1995; Tauchen 1986; Floden and Linde 2001; Heathcote, Storesletten and Violante 2017.
 */
@NullMarked
package walras.env.stackelberg.taxation.stationary;

import org.jspecify.annotations.NullMarked;
