package walras.env.auction;

import java.util.Arrays;
import java.util.List;

/**
 * Who pays what in one sealed-bid auction. The winner pays the price of today's auction and receives the revenue of the next one, which the next
 * winner's auction determines: {@code utility = reward + discount * revenue' - price}. Losers pay and receive nothing.
 */
enum Mechanism {
    /** The winner pays its own bid and is paid the next highest bid. */
    FIRST_PRICE("first-price", 1, 0, 1, 0),
    /** The winner pays the second price and is paid the next highest bid; the difference is credit from nowhere. */
    VICKREY("vickrey", 0, 1, 1, 0),
    /** The winner pays the second price and is paid the next second price. */
    CREDIT_CONSERVING_VICKREY("credit-conserving-vickrey", 0, 1, 0, 1),
    /** No money: the winner keeps the reward of the environment. */
    ENVIRONMENT_REWARD("environment-reward", 0, 0, 0, 0);

    private final String word;
    private final double priceOfTop;
    private final double priceOfSecond;
    private final double revenueOfTop;
    private final double revenueOfSecond;

    Mechanism(String word, double priceOfTop, double priceOfSecond, double revenueOfTop, double revenueOfSecond) {
        this.word = word;
        this.priceOfTop = priceOfTop;
        this.priceOfSecond = priceOfSecond;
        this.revenueOfTop = revenueOfTop;
        this.revenueOfSecond = revenueOfSecond;
    }

    /** The word users write. */
    String word() {
        return word;
    }

    /** What the winner pays, given the highest bid and the highest among the others. */
    double price(double top, double second) {
        return priceOfTop * top + priceOfSecond * second;
    }

    /** What the previous winner receives, given the highest bid and the highest among the others. */
    double revenue(double top, double second) {
        return revenueOfTop * top + revenueOfSecond * second;
    }

    /** The weight of the highest bid in the price, 0 or 1; whole-batch kernels multiply with it. */
    double priceOfTop() {
        return priceOfTop;
    }

    /** The weight of the second price in the price, 0 or 1. */
    double priceOfSecond() {
        return priceOfSecond;
    }

    /** The weight of the highest bid in the revenue, 0 or 1. */
    double revenueOfTop() {
        return revenueOfTop;
    }

    /** The weight of the second price in the revenue, 0 or 1. */
    double revenueOfSecond() {
        return revenueOfSecond;
    }

    /** What users can write, in the order of documentation. */
    static List<String> words() {
        return Arrays.stream(values()).map(Mechanism::word).toList();
    }

    /** The value of a word that the options schema has let through. */
    static Mechanism of(String word) {
        return values()[words().indexOf(word)];
    }
}
