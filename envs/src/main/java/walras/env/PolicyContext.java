package walras.env;

/**
 * The seat that a policy sits on.
 *
 * @param spec which policy
 * @param group the group it plays for
 * @param firstAgent index of the seat's first agent in its group
 * @param agents how many of the group's agents the seat holds
 * @param tensors the batch's arrays
 * @param options the policy's own, resolved
 * @param random the seat's own stream
 */
public record PolicyContext(
        PolicySpec spec, Group group, int firstAgent, int agents, Tensors tensors, Options options, RowRandom random) {
    /** The arrays of the seat's group. */
    public GroupTensors groupTensors() {
        return tensors.group(group.name());
    }
}
