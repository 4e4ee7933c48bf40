package walras.env.batch;

/** What happens to a row whose episode ended, exactly as in Gymnasium's vector environments. */
public enum AutoresetMode {
    /** The next step ignores the row's action and starts a new episode: reward 0, flags off. */
    NEXT_STEP,
    /** The row starts a new episode at once; the true final observation is kept beside the first of the new one. */
    SAME_STEP,
    /** Nothing; the row must be reset by a mask before the batch may step again. */
    DISABLED
}
