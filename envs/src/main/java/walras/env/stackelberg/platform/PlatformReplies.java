package walras.env.stackelberg.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Interruption;
import walras.env.Profile;

/**
 * Best replies on the grid of prices, of sellers on seats and of the leader, where nobody learns: policies that look neither at past
 * prices nor at the leader's answers make every period the same one-shot game. Its expected payoffs are sums over all price
 * profiles and leader's answers, weighted by their chances.
 */
final class PlatformReplies {
    private final PlatformSettings settings;
    private final MarketTables tables;
    private final Profiles profiles;
    private final double[] answers; // [leader action] chances
    private final double[][] prices; // [seller][price] chances

    private PlatformReplies(PlatformSettings settings, double[] answers, double[][] prices) {
        this.settings = settings;
        this.tables = settings.tables();
        this.profiles = tables.profiles();
        this.answers = answers;
        this.prices = prices;
    }

    /** The leader's, then the sellers'; all empty where costs are drawn, the display remembers, or somebody learns. */
    static List<Optional<ReplyValue>> of(PlatformSettings settings, Profile profile) {
        List<Profile.Player> players = profile.players();
        boolean remembers = settings.box().rule() == DisplayRule.DPDP;
        boolean learns = players.stream().anyMatch(player -> player.plays(PlatformEconomy.Q_LEARNING));
        if (!settings.seated() || settings.costSpread() != 0 || remembers || learns) {
            return players.stream().map(player -> Optional.<ReplyValue>empty()).toList();
        }
        Profile.Player leader = players.get(0);
        double[][] prices = profile.players(PlatformEconomy.SELLERS).stream()
                .map(seller -> prices(settings, seller))
                .toArray(double[][]::new);
        PlatformReplies replies = new PlatformReplies(settings, chances(leader, "level", settings.actions()), prices);
        return players.stream()
                .map(player ->
                        Optional.of(player.group().planner() ? replies.ofLeader() : replies.ofSeller(player.agent())))
                .toList();
    }

    private static double[] prices(PlatformSettings settings, Profile.Player seller) { // [price]
        int levels = settings.tables().levels();
        if (!seller.plays(PlatformEconomy.NASH)) {
            return chances(seller, "level", levels);
        }
        double[] one = new double[levels];
        one[SteadySellers.level(settings, seller.agent())] = 1;
        return one;
    }

    /** Of the one choice that a policy's option names, or of any. */
    private static double[] chances(Profile.Player player, String option, int choices) { // [choices]
        double[] chances = new double[choices];
        if (player.plays(EconomySpec.RANDOM)) {
            Arrays.fill(chances, 1.0 / choices);
        } else {
            chances[player.options().integer(option)] = 1;
        }
        return chances;
    }

    /** The sum of a function over profiles, weighted by the chances of all prices but one seller's; -1 for nobody's. */
    private double mean(int without, IntToDoubleFunction function) {
        double sum = 0;
        for (int profile = 0; profile < profiles.count(); profile++) {
            double chance = 1;
            for (int seller = 0; seller < prices.length && chance > 0; seller++) {
                boolean left = seller == without;
                int level = profiles.level(profile, seller);
                chance *= left ? (level == 0 ? 1 : 0) : prices[seller][level];
            }
            if (chance > 0) {
                Interruption.check("best reply");
                sum += chance * function.applyAsDouble(profile);
            }
        }
        return sum;
    }

    private double worth(int profile, int answer) {
        int displayed = settings.box().displayed(profile, profile, 0, answer);
        double hidden = (settings.sellers() - Integer.bitCount(displayed)) / (double) settings.sellers();
        return tables.surplus(profile, displayed) - settings.openness() * hidden;
    }

    /** Reward periods pay their share each, so an episode pays what one of them would. */
    private ReplyValue ofLeader() {
        double own = mean(-1, profile -> expected(answer -> worth(profile, answer)));
        if (settings.seesPrices()) {
            return ReplyValue.exact(own, mean(-1, profile -> best(answers.length, answer -> worth(profile, answer))));
        }
        return ReplyValue.exact(own, best(answers.length, answer -> mean(-1, profile -> worth(profile, answer))));
    }

    private ReplyValue ofSeller(int seller) {
        IntToDoubleFunction profit = level -> mean(
                seller, rivals -> expected(answer -> profit(profiles.with(rivals, seller, level), seller, answer)));
        double own = 0;
        for (int level = 0; level < tables.levels(); level++) {
            own += prices[seller][level] > 0 ? prices[seller][level] * profit.applyAsDouble(level) : 0;
        }
        double periods = settings.periods();
        return ReplyValue.exact(own * periods, best(tables.levels(), profit) * periods);
    }

    private double profit(int profile, int seller, int answer) {
        int displayed = settings.box().displayed(profile, profile, 0, answer);
        return tables.profit(profile, displayed, seller, settings.cost(seller));
    }

    private double expected(IntToDoubleFunction ofAnswer) {
        double sum = 0;
        for (int answer = 0; answer < answers.length; answer++) {
            sum += answers[answer] > 0 ? answers[answer] * ofAnswer.applyAsDouble(answer) : 0;
        }
        return sum;
    }

    private static double best(int choices, IntToDoubleFunction value) {
        double best = Double.NEGATIVE_INFINITY;
        for (int choice = 0; choice < choices; choice++) {
            best = Math.max(best, value.applyAsDouble(choice));
        }
        return best;
    }
}
