package walras.env.auction;

import java.util.Arrays;
import java.util.List;

/** Who wins among equal highest bids. */
public enum TieRule {
    /** The bidder with the lowest index. */
    LOWEST_INDEX("lowest-index"),
    /** The bidder with the highest index. */
    HIGHEST_INDEX("highest-index"),
    /** Each of them with the same chance, from the row's own random stream. */
    RANDOM("random");

    private final String word;

    TieRule(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** What users can write, in the order of documentation. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TieRule::word).toList();
    }

    /** The value of a word that the options schema has let through. */
    public static TieRule of(String word) {
        return values()[words().indexOf(word)];
    }
}
