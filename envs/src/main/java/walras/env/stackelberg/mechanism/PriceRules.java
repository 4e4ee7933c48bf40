package walras.env.stackelberg.mechanism;

import walras.env.stackelberg.response.InducedGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * What a committed mechanism does to buyers, and the game of messages that it leaves them. A commitment is, per message profile and
 * visit, a buyer and a price; a buyer buys if and only if {@code v > price}; the item's sale ends the game.
 *
 * <p>Buyers get value minus price, the leader gets the welfare loss: the value of whoever has the item minus the largest value.
 */
public final class PriceRules {
    private final PriceSetting setting;
    private final ResponseShape shape;
    private final double[] value; // [P, n]
    private final double[] best; // [P]

    /** @param messages messages of each buyer, m */
    public PriceRules(PriceSetting setting, int messages) {
        this.setting = setting;
        shape = new ResponseShape(setting.buyers(), setting.types(), messages);
        value = new double[shape.profiles() * setting.buyers()];
        best = new double[shape.profiles()];
        for (int p = 0; p < best.length; p++) {
            best[p] = setting.bestValue(p);
            for (int i = 0; i < setting.buyers(); i++) {
                value[p * setting.buyers() + i] = setting.value(p, i);
            }
        }
    }

    public PriceSetting setting() {
        return setting;
    }

    public ResponseShape shape() {
        return shape;
    }

    /** Value of a buyer in a type profile. */
    public double value(int profile, int buyer) {
        return value[profile * setting.buyers() + buyer];
    }

    /** The leader's payoff when a buyer, or nobody when negative, has the item. */
    public double loss(int profile, int holder) {
        return (holder < 0 ? 0 : value(profile, holder)) - best[profile];
    }

    /**
     * Writes one row's game of messages.
     *
     * @param buyers buyer at each message profile and visit {@code [B, J, n]}
     * @param prices price at each message profile and visit {@code [B, J, n]}
     * @param game receives payoffs of every profile
     */
    public void induce(int[] buyers, double[] prices, int row, InducedGame game) {
        int n = setting.buyers();
        int joints = shape.joints();
        for (int p = 0; p < best.length; p++) {
            for (int j = 0; j < joints; j++) {
                for (int i = 0; i < n; i++) {
                    game.payoff()[game.payoffAt(row, i, p) + j] = 0;
                }
                int at = (row * joints + j) * n;
                int holder = -1;
                for (int visit = 0; visit < n && holder < 0; visit++) {
                    int buyer = buyers[at + visit];
                    double surplus = value(p, buyer) - prices[at + visit];
                    if (surplus > 0) {
                        holder = buyer;
                        game.payoff()[game.payoffAt(row, buyer, p) + j] = surplus;
                    }
                }
                game.leader()[game.leaderAt(row, p) + j] = loss(p, holder);
            }
        }
    }
}
