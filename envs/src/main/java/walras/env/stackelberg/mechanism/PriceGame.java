package walras.env.stackelberg.mechanism;

import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * Messages, then visits until a sale or until everyone was visited. Information set {@code j n + d} is message profile j after d
 * refusals; the answer is a buyer and a price.
 */
final class PriceGame implements BaseGame {
    private final PriceRules rules;
    private final boolean strict;
    private final int buyers;

    /** @param strict whether a buyer buys only when its value is above the price, not at it */
    PriceGame(PriceRules rules, boolean strict) {
        this.rules = rules;
        this.strict = strict;
        buyers = rules.setting().buyers();
    }

    PriceRules rules() {
        return rules;
    }

    @Override
    public ResponseShape shape() {
        return rules.shape();
    }

    @Override
    public double[] prior() {
        return rules.setting().prior();
    }

    @Override
    public int informationSets() {
        return rules.shape().joints() * buyers;
    }

    @Override
    public int answerSize() {
        return 2;
    }

    @Override
    public int moves() {
        return buyers;
    }

    @Override
    public int first(int profile, int joint) {
        return joint * buyers;
    }

    @Override
    public int move(
            int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt) {
        int buyer = (int) answers[at + 2 * set];
        double price = answers[at + 2 * set + 1];
        double value = rules.value(profile, buyer);
        if (strict ? value > price : value >= price) {
            outcome[outcomeAt + buyer] += value - price;
            outcome[outcomeAt + buyers] += rules.loss(profile, buyer);
            return OVER;
        }
        if (set % buyers + 1 == buyers) {
            outcome[outcomeAt + buyers] += rules.loss(profile, -1);
            return OVER;
        }
        return set + 1;
    }

    @Override
    public double lowest(int profile, int follower) {
        return 0;
    }

    @Override
    public double highest(int profile, int follower) {
        return rules.value(profile, follower);
    }
}
