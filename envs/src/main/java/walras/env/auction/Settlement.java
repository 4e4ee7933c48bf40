package walras.env.auction;

import java.util.Arrays;
import java.util.List;

/** When money reaches the bidders. Both pay the same discounted sums. */
enum Settlement {
    /** A sale's whole utility, discounted revenue included, arrives with the next auction; the last two sales' arrive together at the end. */
    UTILITY("utility"),
    /** Price, reward and revenue arrive in the step in which they flow, none of them discounted. */
    CASH("cash");

    private final String word;

    Settlement(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** What users can write, in the order of documentation. */
    static List<String> words() {
        return Arrays.stream(values()).map(Settlement::word).toList();
    }

    /** The value of a word that the options schema has let through. */
    static Settlement of(String word) {
        return values()[words().indexOf(word)];
    }
}
