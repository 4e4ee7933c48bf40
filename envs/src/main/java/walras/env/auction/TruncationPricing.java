package walras.env.auction;

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
}
