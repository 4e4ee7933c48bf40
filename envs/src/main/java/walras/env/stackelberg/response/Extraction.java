package walras.env.stackelberg.response;

/** Which strategy the followers play once learning stops. */
public enum Extraction {
    /** The mixed strategies after the last update. */
    LAST_MIXED,
    /** The action with the most weight, the first on ties. */
    ARGMAX,
    /**
     * A uniform draw of one update, the <em>same</em> for all followers, and the mixed strategies then in force. The common index keeps
     * the correlation that a coarse-correlated equilibrium may need. Needs at least one update, else as {@link #LAST_MIXED}.
     */
    AVERAGE
}
