package walras.env.auction;

import java.util.Arrays;
import java.util.List;

/** What the last winner of an episode that the horizon cuts is paid for the state it leaves behind. A terminal state is always worth 0. */
enum TruncationPricing {
    /** Nothing, as after a true end. */
    ZERO("zero"),
    /**
     * The revenue of one more auction, held after the horizon's last step, that only settles: its winner neither acts nor pays. The episode is then one step
     * longer than the horizon.
     */
    AUCTION("auction");

    private final String word;

    TruncationPricing(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** What users can write, in the order of documentation. */
    static List<String> words() {
        return Arrays.stream(values()).map(TruncationPricing::word).toList();
    }

    /** The value of a word that the options schema has let through. */
    static TruncationPricing of(String word) {
        return values()[words().indexOf(word)];
    }
}
