/**
 * Sequential price mechanisms, without and with messages: the leader visits buyers one by one and posts prices; a buyer buys if and
 * only if its value is strictly above the price; before the first visit each buyer may send a message, and learns what to send.
 *
 * <p>Sources: Brero et al., "Reinforcement Learning of Sequential Price Mechanisms" (AAAI 2021) and "Stackelberg POMDP" (arXiv
 * 2210.03852); Agrawal et al. (2020).
 */
@NullMarked
package walras.env.stackelberg.mechanism;

import org.jspecify.annotations.NullMarked;
