/**
 * The auction family: sealed-bid auctions decide which primitive acts next in one Markov decision process.
 *
 * <p>A Global MDP {@code (S, primitives, T, r)} lets exactly one of N primitives act per step. In a society every primitive has {@code copies} bidders; at each step all bid for the
 * state, the highest bid wins, the winner's primitive acts. With {@code h} the highest bid, {@code p} the highest among the others, {@code r} the reward and k the steps that the
 * primitive took, the winner's utility at step t is
 *
 * <pre>
 *   first-price                  r_t + discount^k h_{t+1} - h_t
 *   vickrey                      r_t + discount^k h_{t+1} - p_t
 *   credit-conserving-vickrey    r_t + discount^k p_{t+1} - p_t
 *   environment-reward           r_t
 * </pre>
 *
 * and a loser's is 0. When every primitive has two copies that bid alike, h = p and the first three agree: credit is conserved, and bidding the optimal value Q* is an equilibrium whose
 * policy is optimal. {@code h_{t+1}} and {@code p_{t+1}} are 0 after a terminal state; what a truncation does is the option {@code truncation}.
 *
 * <p>The utility needs the next auction. With {@code settlement} = {@code utility} it arrives one step late, and the last step brings the last two; with {@code cash} the price is paid, the
 * reward earned and the revenue received in the steps in which they happen, the revenue undiscounted, since whoever discounts later money does so by itself. The first price goes to nobody.
 *
 * <table>
 * <caption>Tensors of the group {@code bidders} (m = N x copies; bidder i speaks for primitive i mod N)</caption>
 * <tr><td>observation</td><td>state</td><td>i32 [B, m], or f32 [B, m, S] as one-hot</td><td>the same for all bidders</td></tr>
 * <tr><td>action</td><td>bid</td><td>f64 [B, m]</td><td>0 .. bid_max</td></tr>
 * <tr><td>reward</td><td></td><td>f64 [B, m]</td><td>settled money</td></tr>
 * <tr><td>metric</td><td>price, second_price, revenue, winner, credit_created, environment_reward, regret</td><td>f64 [B]</td><td></td></tr>
 * <tr><td>metric</td><td>bid, value</td><td>f64 [B, m]</td><td>the bid that counts, with exact clones that of copy 0; and Q* of the state that was sold</td></tr>
 * <tr><td>metric</td><td>bid_distance</td><td>f64 [B, m]</td><td>|bid - Q*|; with exact clones the bid of copy 0 counts for all</td></tr>
 * </table>
 *
 * <p>With {@code control} = {@code planner} the one agent of the group {@code planner} chooses the primitive (i32 [B, 1]) and earns {@code r}.
 *
 * <p>Privileged tensor: {@code world_state}, i32 [B], everything that the future depends on. Optimal values are tables over it; the learning bidders' tables are over
 * {@code world_state} modulo the number of states that their task lets them tell apart.
 *
 * <p>A world is a {@link walras.env.auction.Task} that opens {@link walras.env.auction.TaskRows}: tables (bandit, chain, duality, the user's own, generated ones), the two rooms, whose primitives may act for many
 * steps, and mental rotation, whose states are images. The kernel ({@link walras.env.auction.AuctionKernel}) clears, lets the winners act and settles, for a whole batch;
 * {@link walras.env.auction.FusedAuctionKernel} and {@link walras.env.auction.Nd4jAuctionKernel} agree to the last bit. Only classes named {@code Nd4j*} touch ND4J, and they are loaded when first asked for.
 *
 * <p>Bidders that learn sit at a {@link walras.env.auction.BidderSeat}: {@link walras.env.auction.ValueLearningBidders} bid running estimates of what winning was worth, and explore by outbidding, by chance or
 * by Thompson sampling; {@link walras.env.auction.BetaBidders} draw bids from Beta distributions that follow a memoryless policy gradient. Copies share their weights, or each learns by itself.
 *
 * <p>Source: Chang, Kaushik, Weinberg, Griffiths, Levine, "Decentralized Reinforcement Learning: Global Decision-Making via Local Economic Transactions", ICML 2020.
 */
@NullMarked
package walras.env.auction;

import org.jspecify.annotations.NullMarked;
