package walras.env.batch;

import walras.env.Policy;

/** A built-in player on the agents {@code [firstAgent, firstAgent + agents)} of a group. */
record SeatPolicy(String group, int firstAgent, int agents, Policy policy) {
    boolean covers(String otherGroup, int agent) {
        return group.equals(otherGroup) && agent >= firstAgent && agent < firstAgent + agents;
    }
}
