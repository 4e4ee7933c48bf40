package walras.server.experiment;

/** Where the number comes from that a claim is held against. */
public enum Target {
    /** A paper, or data that its authors made public, states it. */
    PUBLISHED("published"),
    /** It follows from a proof, or from an exact computation. */
    THEOREM("theorem"),
    /** Our own notes simulated it. */
    OWN_SIMULATION("our own simulation"),
    /** We chose it. */
    OWN_THRESHOLD("our own threshold");

    private final String id;

    Target(String id) {
        this.id = id;
    }

    /** The name in summaries. */
    public String id() {
        return id;
    }
}
