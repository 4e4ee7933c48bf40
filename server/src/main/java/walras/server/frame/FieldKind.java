package walras.server.frame;

/** What a field of a frame carries. A field is named by its kind and its name together. */
public enum FieldKind {
    OBSERVATION,
    ACTION_MASK,
    ACTIVE,
    REWARD,
    TERMINATED,
    TRUNCATED,
    METRIC,
    PRIVILEGED,
    ACTION;

    /** True for what a final frame repeats: all that a learner needs to value the state that an episode ended in. */
    boolean isKeptAtTheEnd() {
        return this == OBSERVATION || this == ACTION_MASK || this == PRIVILEGED;
    }
}
