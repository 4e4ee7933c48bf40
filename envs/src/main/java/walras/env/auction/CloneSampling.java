package walras.env.auction;

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
}
