package walras.env.auction;

import java.util.Arrays;
import java.util.List;

/** What the copies of one primitive bid. */
enum CloneSampling {
    /** Every copy's own bid counts. */
    INDEPENDENT("independent"),
    /** The bid of copy 0 counts for all copies of its primitive; what the others sent is ignored. */
    EXACT("exact");

    private final String word;

    CloneSampling(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** What users can write, in the order of documentation. */
    static List<String> words() {
        return Arrays.stream(values()).map(CloneSampling::word).toList();
    }

    /** The value of a word that the options schema has let through. */
    static CloneSampling of(String word) {
        return values()[words().indexOf(word)];
    }
}
