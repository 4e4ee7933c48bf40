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
    ACTION
}
