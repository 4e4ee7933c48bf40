package walras.env;

import java.util.List;

/**
 * Agents that share spaces; their tensors are carried as {@code [B, n, ...]}.
 *
 * @param name a plural noun, or the role of a single agent ("planner", "leader")
 * @param agents n
 * @param planner true for the one agent that sets the rules of the others: a planner, a leader, a government
 * @param observations in the order of the frame
 * @param actions in the order of the frame
 * @param masked true where the group's one discrete action comes with an action mask, u8 {@code [B, n, choices]}
 * @param rewardLow lower bound of an agent's reward per step, may be {@code -Infinity}
 * @param rewardHigh upper bound, may be {@code +Infinity}
 * @param sentence who they are and what they maximise
 */
public record Group(
        String name,
        int agents,
        boolean planner,
        List<TensorSpec> observations,
        List<TensorSpec> actions,
        boolean masked,
        double rewardLow,
        double rewardHigh,
        String sentence) {
    public Group {
        observations = List.copyOf(observations);
        actions = List.copyOf(actions);
        if (planner && agents != 1) {
            throw new IllegalArgumentException(name + ": a planner is one agent, not " + agents);
        }
        if (masked && (actions.size() != 1 || actions.get(0).space().maskLength() == 0)) {
            throw new IllegalArgumentException(
                    name + ": an action mask needs exactly one action tensor, a discrete one");
        }
    }

    /** A group with unbounded rewards and no action mask. */
    public static Group of(
            String name, int agents, List<TensorSpec> observations, List<TensorSpec> actions, String sentence) {
        return new Group(
                name,
                agents,
                false,
                observations,
                actions,
                false,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                sentence);
    }

    /** The one agent that sets the rules of the others, with unbounded rewards and no action mask. */
    public static Group ofPlanner(
            String name, List<TensorSpec> observations, List<TensorSpec> actions, String sentence) {
        return new Group(
                name,
                1,
                true,
                observations,
                actions,
                false,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                sentence);
    }

    public Group withRewards(double low, double high) {
        return new Group(name, agents, planner, observations, actions, masked, low, high, sentence);
    }

    public Group withMask() {
        return new Group(name, agents, planner, observations, actions, true, rewardLow, rewardHigh, sentence);
    }

    /** Length of one agent's action mask; 0 where there is none. */
    public int maskLength() {
        return masked ? actions.get(0).space().maskLength() : 0;
    }
}
