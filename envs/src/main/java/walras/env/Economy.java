package walras.env;

import java.util.EnumSet;
import java.util.Set;

/** An environment whose options are known. Immutable and safe to share; makes any number of batches' dynamics. */
public interface Economy {
    EconomySpec spec();

    /** Fresh, unset state of {@code tensors.rows()} rows, bound to the arrays of {@code tensors}. */
    Dynamics dynamics(Tensors tensors, Backend backend);

    /**
     * A built-in player on one seat.
     *
     * @param context names the policy by its resolved spec
     */
    Policy policy(PolicyContext context);

    /** The exact solution under these options; may take long, is never cached here. */
    Solution solve();

    /** The backends that {@link #dynamics} knows; AUTO is never among them. */
    default Set<Backend> backends() {
        return EnumSet.of(Backend.FUSED);
    }
}
