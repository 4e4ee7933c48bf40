package walras.env.auction;

/** Who wins among equal highest bids. */
enum TieRule {
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

    String word() {
        return word;
    }
}
