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

    /**
     * Refuses options under which there is nothing to play, where finding out takes more than describing should: an equilibrium that
     * episodes start in. {@link #dynamics} refuses the same; whoever must know before anything is set up asks here.
     *
     * @throws Problem that names the option in the way
     */
    default void requirePlayable() {}

    /** The backends that {@link #dynamics} knows; AUTO is never among them. */
    default Set<Backend> backends() {
        return EnumSet.of(Backend.FUSED);
    }
}
