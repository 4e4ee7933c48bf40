/**
 * Learning in Markov exchange economies: MOLM online, MPLM offline, and what they are compared with.
 *
 * <p>Both learn tastes by ridge regression, one block per (step, state, consumer): utilities are linear in features
 * {@code phi_j(x) = x_j^rho}, so {@code theta_hat = Lambda^-1 sum phi y} with {@code Lambda = ridge I + sum phi phi'}. An optimistic
 * supremum over the confidence ellipsoid is convex in {@code phi}, which breaks the concavity that an equilibrium needs, and the box that
 * repairs this has a bonus that does not vanish along the directions that equilibrium play repeats (specification, 2.2). MOLM therefore
 * draws {@code theta ~ N(theta_hat, c^2 Lambda^-1)} by default. Offline no exploration is needed, and MPLM's box is harmless.
 *
 * <p>Transitions: counts with a bonus, counts with exact optimism or pessimism over an L1 ball, or value-targeted regression
 * (Ayoub et al., ICML 2020) on a known linear mixture or on tables. Sources: Liu et al., ICML 2022; Uehara and Sun, 2021. Constants of
 * the confidence sets are options, and the forms where the paper's wording was not available are ours (specification, 2.1).
 */
@NullMarked
package walras.env.exchange.learning;

import org.jspecify.annotations.NullMarked;
