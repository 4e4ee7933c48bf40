package walras.env.auction.sealed;

import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.Options;
import walras.env.OptionsSchema;

/** Who the environment is and what options it takes. */
final class SealedBidEnvironment implements Environment {
    @Override
    public String id() {
        return "auction/sealed-bid-v0";
    }

    @Override
    public String summary() {
        return "Sealed bids for one or more places: formats, values and beliefs of auction theory, with their equilibria.";
    }

    @Override
    public String description() {
        return """
                Bidder i sees a signal s_i, bids b_i in [0, `bid_max`] and values a unit at v_i. Places k = 1..K carry rates a_k
                (`units` or `click_rates`). A bid below `reserve`, or of 0 where there is an `entry_fee`, stays out: no place, no
                payment. The others pay the fee and are ranked by bid, ties by `tie_rule`; rank k <= K gets place k. With money
                x_i = a_k v_i - payment - fee the reward is sign(x_i) |x_i|^(1 - `risk_aversion`). A bid above the bidder's `budget`
                counts as the budget.

                | `format` | payment at rank k |
                | --- | --- |
                | first-price | a_k b_i |
                | second-price | the next bid, at least the reserve |
                | all-pay | b_i, winner or not |
                | uniform-price | the highest bid without a place, at least the reserve |
                | generalised-second-price | a_k times the next bid, at least the reserve |
                | vcg | sum over j >= k of (a_j - a_(j+1)) max(reserve, bid of rank j+1) |

                | `dependence` | values and signals |
                | --- | --- |
                | private | v_i = s_i |
                | interdependent | v_i = s_i + gamma times the mean of the others' signals |
                | average | v_i is the mean of all signals |
                | mineral-rights | v_i = V, uniform on [value_low, value_high]; s_i uniform on [V - noise, V + noise] |

                A step is one auction; an episode terminates after `rounds`. The oracle gives Bayes-Nash bids, revenue, welfare and the
                optimal reserve, with the largest gain from a deviation as certificate; with `strategy`, how exploitable it is.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(SealedBidEnvironment.class, "sealed.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Krishna, Auction Theory, 2nd ed., 2009",
                "Myerson, Optimal Auction Design, Mathematics of Operations Research 1981",
                "Edelman, Ostrovsky and Schwarz, Internet Advertising and the Generalized Second-Price Auction, AER 2007",
                "Varian, Position Auctions, International Journal of Industrial Organization 2007",
                "Kagel and Levin, The Winner's Curse and Public Information in Common Value Auctions, AER 1986",
                "Che and Gale, Standard Auctions with Financially Constrained Bidders, Review of Economic Studies 1998");
    }

    @Override
    public OptionsSchema options() {
        return SealedBidOptions.SCHEMA;
    }

    @Override
    public Economy economy(Options options) {
        return new SealedBidEconomy(SealedBidSettings.of(options));
    }
}
