/**
 * Linear programs in exact arithmetic: maximise {@code c.x} subject to {@code A x <= b, x >= 0}, all integers.
 *
 * <p>{@link ExactSimplex} pivots without fractions (Edmonds, 1967): every number of the tableau is an integer over one common
 * denominator, so a sign is a sign and Bland's rule (1977) ends. Numbers are machine words while they fit and grow when they must.
 * Whoever sets up a program reads floating-point data through {@link Ratios}, which restores the small fractions that data were before
 * they were scaled, shifted and rounded.
 *
 * <p>The optimum comes with its dual, and an infeasible program with a combination of rows that shows it. What is made of them is
 * checked elsewhere, from the answer and the problem alone, by code that does not know this package.
 */
@NullMarked
package walras.env.stackelberg.linear;

import org.jspecify.annotations.NullMarked;
