/**
 * Claims about the relatives of the Stackelberg family: collusion of pricing algorithms under display rules
 * ({@code platform-collusion}), decentralised Stackelberg bandits and their manipulation ({@code stackelberg-bandit}),
 * regret in the newsvendor pricing game ({@code newsvendor-regret}) and tax rules in a Bewley-Aiyagari economy
 * ({@code taxation-policies}). All play through the batch engine with built-in policies.
 */
@NullMarked
package walras.server.experiment.relatives;

import org.jspecify.annotations.NullMarked;
