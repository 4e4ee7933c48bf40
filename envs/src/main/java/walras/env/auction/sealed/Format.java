package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.List;

/** What the bidder at rank k (1 is the highest) pays for place k, whose rate is a_k; r is the reserve. */
enum Format {
    /** a_k times the own bid. */
    FIRST_PRICE("first-price"),
    /** One place: the next bid, at least r. */
    SECOND_PRICE("second-price"),
    /** One place: everybody pays the own bid. */
    ALL_PAY("all-pay"),
    /** Equal rates: the highest bid without a place, at least r. */
    UNIFORM_PRICE("uniform-price"),
    /** a_k times the next bid, at least r. */
    GENERALISED_SECOND_PRICE("generalised-second-price"),
    /** What the own presence takes from the others. */
    VCG("vcg");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** True where bidding the own value is a dominant strategy, if the bidder knows it. */
    boolean truthful() {
        return this == SECOND_PRICE || this == UNIFORM_PRICE || this == VCG;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Format::word).toList();
    }

    static Format of(String word) {
        return values()[words().indexOf(word)];
    }
}
