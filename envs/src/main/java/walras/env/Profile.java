package walras.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Who plays where: a policy for every agent of an economy.
 *
 * @param seats in the order of groups and agents; every agent is in one
 */
public record Profile(List<Seat> seats) {
    /** The agent of a {@link Choice} for all agents that no other choice names. */
    public static final int WHOLE_GROUP = -1;

    public Profile {
        seats = List.copyOf(seats);
    }

    /**
     * A policy that somebody named for a group, or for one agent of it.
     *
     * @param agent index in the group, or {@link #WHOLE_GROUP}
     * @param options the policy's own, not yet resolved
     */
    public record Choice(String group, int agent, String policy, Map<String, ?> options) {}

    /**
     * A run of agents of a group that one policy plays.
     *
     * @param options the policy's own, resolved
     */
    public record Seat(Group group, int firstAgent, int agents, PolicySpec policy, Options options) {
        /** @throws Problem BAD_REQUEST if the policy cannot play there */
        public Seat {
            if (!policy.groups().contains(group.name())) {
                throw Problem.request("policy " + policy.name(), "a group among " + policy.groups(), group.name());
            }
            if (firstAgent < 0 || agents < 1 || firstAgent + agents > group.agents()) {
                throw Problem.request(
                        "agents of " + group.name(),
                        "a range within 0 .. " + (group.agents() - 1),
                        firstAgent + " + " + agents);
            }
        }

        /** With a policy that is named, and options that are not yet resolved. */
        public static Seat of(
                EconomySpec spec, String group, int firstAgent, int agents, String policy, Map<String, ?> options) {
            Group found = spec.group(group);
            PolicySpec named = spec.policy(policy);
            return new Seat(found, firstAgent, agents, named, named.options().resolve(options));
        }

        private Seat part(int first, int count) {
            return new Seat(group, first, count, policy, options);
        }
    }

    /** One agent, with the policy that plays it. */
    public record Player(Group group, int agent, PolicySpec policy, Options options) {
        /** {@code GROUP} where the group has one agent, else {@code GROUP[AGENT]}. */
        public String seat() {
            return group.agents() == 1 ? group.name() : group.name() + "[" + agent + "]";
        }

        public boolean plays(String name) {
            return policy.name().equals(name);
        }
    }

    /**
     * Seats everybody: agents that are named, then the rest of their groups, then groups that nobody named by their default
     * policies. Of two choices for the same, the later counts.
     *
     * @throws Problem UNKNOWN_GROUP, UNKNOWN_POLICY, BAD_OPTION, BAD_REQUEST
     */
    public static Profile of(EconomySpec spec, List<Choice> choices) {
        choices.forEach(choice -> spec.group(choice.group()));
        List<Seat> seats = new ArrayList<>();
        for (Group group : spec.groups()) {
            int[] takers = takers(group, choices); // [n]
            for (int from = 0, to; from < takers.length; from = to) {
                to = from + 1;
                while (to < takers.length && takers[to] == takers[from]) {
                    to++;
                }
                Choice choice = takers[from] < 0
                        ? new Choice(
                                group.name(),
                                WHOLE_GROUP,
                                spec.defaultPolicy(group.name()).name(),
                                Map.of())
                        : choices.get(takers[from]);
                seats.add(Seat.of(spec, group.name(), from, to - from, choice.policy(), choice.options()));
            }
        }
        return new Profile(seats);
    }

    /** For every agent the choice that takes it, -1 for none: its own, else its group's, the later before the earlier. */
    private static int[] takers(Group group, List<Choice> choices) { // [n]
        int[] own = new int[group.agents()]; // [n]
        Arrays.fill(own, -1);
        int whole = -1;
        for (int k = 0; k < choices.size(); k++) {
            Choice choice = choices.get(k);
            if (choice.group().equals(group.name()) && choice.agent() == WHOLE_GROUP) {
                whole = k;
            } else if (choice.group().equals(group.name())) {
                if (choice.agent() < 0 || choice.agent() >= own.length) {
                    throw Problem.request(
                            "policy of " + choice.group(), "an agent in 0 .. " + (own.length - 1), choice.agent());
                }
                own[choice.agent()] = k;
            }
        }
        int rest = whole;
        return IntStream.of(own).map(taker -> taker < 0 ? rest : taker).toArray();
    }

    /** Every agent, in the order of groups. */
    public List<Player> players() {
        return seats.stream()
                .flatMap(seat -> IntStream.range(seat.firstAgent(), seat.firstAgent() + seat.agents())
                        .mapToObj(agent -> new Player(seat.group(), agent, seat.policy(), seat.options())))
                .toList();
    }

    /** Those of a group, by agent. */
    public List<Player> players(String group) { // [n]
        return players().stream()
                .filter(player -> player.group().name().equals(group))
                .toList();
    }

    /** The seats of all but one agent; who shared a seat with it still shares one with those on the same side. */
    public List<Seat> without(Player player) {
        List<Seat> others = new ArrayList<>();
        for (Seat seat : seats) {
            int before = player.agent() - seat.firstAgent();
            int after = seat.firstAgent() + seat.agents() - player.agent() - 1;
            if (!seat.group().equals(player.group()) || before < 0 || after < 0) {
                others.add(seat);
                continue;
            }
            if (before > 0) {
                others.add(seat.part(seat.firstAgent(), before));
            }
            if (after > 0) {
                others.add(seat.part(player.agent() + 1, after));
            }
        }
        return others;
    }
}
