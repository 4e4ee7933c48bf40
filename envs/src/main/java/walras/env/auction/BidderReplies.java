package walras.env.auction;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Interruption;
import walras.env.Problem;
import walras.env.Profile.Player;

/**
 * The best reply of one bidder of a tabular world to rivals who bid the value of their primitive: backward induction over the
 * episode's steps, the world's states, and whether the bidder won the auction before, and so is paid this one's revenue. Returns are
 * sums of what reaches the bidder, so a reply may win to sell dear, outbid itself as the owner, or stop bidding near the
 * horizon, where nothing comes any more.
 */
final class BidderReplies {
    private static final long WORK_MAX = 2_000_000_000L;

    private final GlobalMdp world;
    private final AuctionRules rules;
    private final double bidMax;
    private final double[] values; // [S, N]

    BidderReplies(TabularTask task, AuctionRules rules, double bidMax) {
        this.world = task.world();
        this.rules = rules;
        this.bidMax = bidMax;
        this.values = task.q();
    }

    /** Those of bidders all of whose rivals bid values, without noise, and who do so too or draw their bids. */
    static List<Optional<ReplyValue>> of(
            Task task, AuctionRules rules, double bidMax, boolean dropout, List<Player> players) {
        boolean tabular = task instanceof TabularTask && !dropout && rules.cloneSampling() == CloneSampling.INDEPENDENT;
        return players.stream()
                .map(player -> tabular && known(player, players)
                        ? Optional.of(new BidderReplies((TabularTask) task, rules, bidMax).of(player))
                        : Optional.<ReplyValue>empty())
                .toList();
    }

    private static boolean known(Player player, List<Player> players) {
        return (bidsValues(player) || player.plays(EconomySpec.RANDOM))
                && players.stream().allMatch(rival -> rival.equals(player) || bidsValues(rival));
    }

    private static boolean bidsValues(Player player) {
        return player.plays(BidderPolicies.TRUTHFUL) && player.options().number(TruthfulBidders.NOISE) == 0;
    }

    private double bid(int state, int bidder) {
        double value = values[state * rules.primitives() + bidder % rules.primitives()];
        return Math.min(bidMax, Math.max(0, value));
    }

    private ReplyValue of(Player player) {
        long work = 2L * (rules.lastAge() + 1) * world.first(world.states() * world.primitives()) * rules.bidders();
        if (work > WORK_MAX) {
            throw Problem.limit(
                    "option horizon", "steps x outcomes x bidders <= " + WORK_MAX / 2 + " in evaluate", work / 2);
        }
        Values own = new Values();
        Values best = new Values();
        StandingBids auction = new StandingBids(rules, player.agent());
        for (int age = rules.lastAge(); age >= 0; age--) {
            Interruption.check("best reply");
            own.stepBack(auction, player, age, true);
            best.stepBack(auction, player, age, false);
        }
        return ReplyValue.exact(own.atStart(), best.atStart());
    }

    /** What the bidder earns from an age on, by state, without and with the last auction won. */
    private final class Values {
        private double[][] later = new double[2][world.states()]; // [owner][S]
        private double[][] now = new double[2][world.states()];

        void stepBack(StandingBids auction, Player player, int age, boolean ownPolicy) {
            double[] afterLosing = new double[rules.bidders()]; // [m]
            boolean acts = age < rules.horizon();
            double share = rules.settlement() == Settlement.UTILITY ? rules.discount() : 1;
            for (int state = 0; state < world.states(); state++) {
                if (world.terminal(state)) {
                    continue;
                }
                for (int rival = 0; rival < rules.bidders(); rival++) {
                    auction.set(rival, bid(state, rival));
                    afterLosing[rival] = acts ? follows(state, rival, age, later[0]) : 0;
                }
                auction.rank();
                int primitive = player.agent() % rules.primitives();
                double afterWinning =
                        acts ? world.reward(state, primitive) + follows(state, player.agent(), age, later[1]) : 0;
                for (int owner = 0; owner < 2; owner++) {
                    auction.follow(owner * share, acts, afterWinning, afterLosing);
                    now[owner][state] = !ownPolicy
                            ? auction.best(bidMax)
                            : bidsValues(player) ? auction.worth(bid(state, player.agent())) : auction.mean(bidMax);
                }
            }
            double[][] free = later;
            later = now;
            now = free;
            Arrays.stream(now).forEach(each -> Arrays.fill(each, 0));
        }

        private double follows(int state, int bidder, int age, double[] next) { // [S]
            return age == rules.lastAge() ? 0 : world.expectation(state, bidder % rules.primitives(), next);
        }

        double atStart() {
            double sum = 0;
            for (int state = 0; state < world.states(); state++) {
                sum += world.startProbability(state) * later[0][state];
            }
            return sum;
        }
    }
}
