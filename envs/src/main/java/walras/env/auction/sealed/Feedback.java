package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.List;

/** What bidders see of the auction before. Each shows what the ones before it show. */
enum Feedback {
    NONE("none"),
    /** The own bid, the rate won, the payment. */
    OWN("own"),
    /** The price per unit of every place. */
    PRICES("prices"),
    /** Everybody's bid. */
    BIDS("bids");

    private final String word;

    Feedback(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    boolean shows(Feedback what) {
        return compareTo(what) >= 0;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Feedback::word).toList();
    }

    static Feedback of(String word) {
        return values()[words().indexOf(word)];
    }
}
