package walras.env.stackelberg.engine;

import walras.env.stackelberg.response.Extraction;

/** What followers play in the reward phase. */
public enum FrozenPlay {
    LAST_MIXED(Extraction.LAST_MIXED),
    ARGMAX(Extraction.ARGMAX),
    AVERAGE(Extraction.AVERAGE),
    /**
     * The first of last mixed, argmax and average whose gap is at most {@link #ACCEPTED_GAP}; failing that, learning goes on out of
     * sight for at most {@link #EXTRA_UPDATES} updates, looked at after 1, 2, 4, ..., and then the one with the smallest gap is taken.
     */
    CERTIFIED(Extraction.AVERAGE);

    /** The gap that certifies. */
    public static final double ACCEPTED_GAP = .05;

    /** Most hidden updates. */
    public static final int EXTRA_UPDATES = 10_000;

    private final Extraction extraction;

    FrozenPlay(Extraction extraction) {
        this.extraction = extraction;
    }

    Extraction extraction() {
        return extraction;
    }
}
