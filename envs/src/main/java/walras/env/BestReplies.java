package walras.env;

import java.util.List;
import java.util.Optional;

/**
 * An economy that knows what its agents' best replies earn. A reply is a whole policy of one agent while all others keep
 * theirs; it may use everything that the agent observes.
 */
public interface BestReplies {
    /**
     * What a best reply earns an agent.
     *
     * @param own expected undiscounted return of an episode under the profile
     * @param best the same with a best reply; the supremum where no reply attains it
     * @param exact false where {@code best} is only the most that was found
     * @param standardError of the gain, where both are means over simulated episodes; else 0
     */
    record ReplyValue(double own, double best, boolean exact, double standardError) {
        /** Computed, not simulated; a best reply earns at least what the own policy does, whatever rounding says. */
        public static ReplyValue exact(double own, double best) {
            return new ReplyValue(own, Math.max(own, best), true, 0);
        }

        /** What the agent would gain. */
        public double gain() {
            return best - own;
        }
    }

    /**
     * The best replies of every agent, in the order of {@link Profile#players}; empty for an agent whose best reply to these
     * policies is not known, as where others learn: such a one is looked for by play.
     */
    List<Optional<ReplyValue>> bestReplies(Profile profile);
}
