package walras.env.auction;

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
}
