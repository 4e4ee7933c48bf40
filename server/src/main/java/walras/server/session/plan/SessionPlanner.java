package walras.server.session.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import walras.env.Backend;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Options;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Seed;
import walras.env.TableSize;
import walras.env.batch.PartSpecs;
import walras.server.frame.SeatView;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.work.Limits;

/** Turns what a client asked for into a plan, or says what is wrong with it. Takes no memory that grows with B. */
public final class SessionPlanner {
    private static final Duration DEFAULT_KEEP = Duration.ofMinutes(10);
    private final Registry registry;

    private volatile Limits limits;

    public SessionPlanner(Registry registry, Limits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /** From now on these limits hold. */
    public void replace(Limits other) {
        limits = other;
    }

    /**
     * Checks a configuration and fills its defaults in.
     *
     * @throws Problem that names the first thing that is wrong
     */
    public SessionPlan plan(SessionConfig asked) {
        Environment environment = registry.find(asked.environment());
        checkShape(asked);
        Options options = environment.options().resolve(asked.options());
        PartPlanner planner = new PartPlanner(environment, asked.options());
        long seed = asked.seed().orElse(asked.rowSeeds().isEmpty() ? Secret.randomSeed() : 0);
        List<PartPlan> parts = planner.parts(asked, seed);
        EconomySpec spec =
                PartSpecs.hull(parts.stream().map(part -> part.economy().spec()).toList());
        SessionConfig config = filled(asked, options, spec, seed, parts);
        int shardRows = config.rows() / config.shards();
        List<SeatPlan> seats = seats(config, spec, shardRows);
        config.deadline().ifPresent(deadline -> checkDeadline(deadline, spec, seats));
        checkPolicies(config, parts);
        SessionPlan plan = new SessionPlan(config, options, parts, spec, seats, shardRows, planner);
        Limits.require("config.num_envs: bytes of all frames", "frame_bytes", plan.frameBytes(), limits.frameBytes());
        return plan;
    }

    /**
     * The tables of a session to be, estimated before anything is built.
     *
     * @throws Problem that names the first thing that is wrong with its environment, options or sizes
     */
    public TableSize tables(SessionConfig asked) {
        Environment environment = registry.find(asked.environment());
        checkShape(asked);
        return new PartPlanner(environment, asked.options()).tables(asked);
    }

    /** What a session keeps of its tables. */
    public static long tableBytes(SessionConfig asked, TableSize tables) {
        long learners =
                asked.seats().stream().filter(seat -> seat.policy().isPresent()).count();
        return tables.bytes(asked.rows(), learners);
    }

    private void checkShape(SessionConfig asked) {
        int rows = asked.rows();
        int shards = asked.shards();
        requireAtLeastOne("config.num_envs", rows);
        Limits.require("config.num_envs", "rows", rows, limits.rows());
        requireAtLeastOne("config.shards", shards);
        Limits.require("config.shards", "shards", shards, limits.shards());
        Limits.require("config.seats", "seats", asked.seats().size(), limits.seats());
        if (rows % shards != 0) {
            throw Problem.request("config.shards", "a divisor of num_envs " + rows, shards);
        }
        Limits.require("config.metrics", "names", asked.metrics().size(), limits.seats());
        int seeds = asked.rowSeeds().size();
        if (seeds != 0 && seeds != rows) {
            throw Problem.request("config.row_seeds", "one per row, " + rows + ", or none", seeds);
        }
        if (seeds != 0 && asked.seed().isPresent()) {
            throw Problem.request("config.row_seeds", "either seed or row_seeds", "both");
        }
        asked.seed().ifPresent(seed -> Seed.require("config.seed", seed));
        Seed.requireAll(
                "config.row_seeds",
                asked.rowSeeds().stream().mapToLong(Long::longValue).toArray());
        checkParts(asked);
        Duration keep = asked.keep().orElse(DEFAULT_KEEP);
        if (keep.isNegative()) {
            throw Problem.request("config.keep", "a duration that is not negative", keep);
        }
        Limits.require(
                "config.keep: seconds", "keep", keep.toSeconds(), limits.keep().toSeconds());
    }

    private void checkParts(SessionConfig asked) {
        List<SessionConfig.PartConfig> parts = asked.parts();
        Limits.require("config.parts", "parts", parts.size(), limits.parts());
        long rows = 0;
        for (int k = 0; k < parts.size(); k++) {
            requireAtLeastOne("config.parts[" + k + "].rows", parts.get(k).rows());
            if (parts.get(k).sameSeed() && parts.get(k).seed().isPresent()) {
                throw Problem.request("config.parts[" + k + "].same_seed", "either seed or same_seed", "both");
            }
            if (parts.get(k).seed().isPresent()) {
                Seed.require("config.parts[" + k + "].seed", parts.get(k).seed().getAsLong());
            }
            rows += parts.get(k).rows();
        }
        if (!parts.isEmpty() && rows != asked.rows()) {
            throw Problem.request("config.parts", "as many rows as num_envs, " + asked.rows(), rows);
        }
        if (!parts.isEmpty() && !asked.rowSeeds().isEmpty()) {
            throw Problem.request("config.row_seeds", "none where rows have parts, whose seeds key them", "some");
        }
        if (parts.size() > 1 && asked.backend() == Backend.ND4J) {
            throw Problem.request("config.backend", "FUSED or AUTO with several parts", Backend.ND4J.name());
        }
    }

    /** Policies that the session was given must fit the parts that have others than the first. */
    private static void checkPolicies(SessionConfig config, List<PartPlan> parts) {
        EconomySpec first = parts.get(0).economy().spec();
        for (PartPlan part : parts) {
            EconomySpec spec = part.economy().spec();
            if (!spec.equals(first)) {
                String where = "config.parts[" + part.index() + "]: policy of ";
                config.seats().forEach(seat -> seat.policy()
                        .ifPresent(policy -> checkPolicy(where + seat.group(), policy, seat.group(), spec)));
            }
        }
    }

    private static void requireAtLeastOne(String where, int got) {
        if (got < 1) {
            throw Problem.request(where, "at least 1", got);
        }
    }

    private static SessionConfig filled(
            SessionConfig asked, Options options, EconomySpec spec, long seed, List<PartPlan> parts) {
        return new SessionConfig(
                asked.environment(),
                options.shown(),
                asked.rows(),
                asked.rowSeeds().isEmpty() ? OptionalLong.of(seed) : OptionalLong.empty(),
                asked.rowSeeds(),
                asked.autoreset(),
                asked.seats().isEmpty() ? oneSeatPerGroup(spec) : withDefaults(asked.seats(), spec),
                asked.deadline(),
                metrics(asked, spec),
                asked.shards(),
                asked.logMode(),
                Optional.of(asked.keep().orElse(DEFAULT_KEEP)),
                asked.backend(),
                asked.parts().isEmpty()
                        ? List.of()
                        : parts.stream().map(PartPlan::config).toList());
    }

    private static List<SeatConfig> oneSeatPerGroup(EconomySpec spec) {
        return spec.groups().stream()
                .map(group -> SeatConfig.remote(group.name()))
                .toList();
    }

    /** Fills the agents that nobody spoke of with their group's default policy. */
    private static List<SeatConfig> withDefaults(List<SeatConfig> asked, EconomySpec spec) {
        List<SeatConfig> all = new ArrayList<>(asked);
        for (Group group : spec.groups()) {
            boolean[] taken = taken(group, asked); // [n]
            SessionConfig.NamedPolicy policy = new SessionConfig.NamedPolicy(
                    spec.defaultPolicy(group.name()).name(), Map.of());
            if (asked.stream().noneMatch(seat -> seat.group().equals(group.name()))) {
                all.add(new SeatConfig(group.name(), OptionalInt.empty(), Optional.of(policy), false));
                continue;
            }
            for (int agent = 0; agent < taken.length; agent++) {
                if (!taken[agent]) {
                    all.add(new SeatConfig(group.name(), OptionalInt.of(agent), Optional.of(policy), false));
                }
            }
        }
        return all;
    }

    private static boolean[] taken(Group group, List<SeatConfig> seats) { // [n]
        boolean[] taken = new boolean[group.agents()];
        for (SeatConfig seat : seats) {
            if (seat.group().equals(group.name()) && seat.agent().isEmpty()) {
                Arrays.fill(taken, true);
            } else if (seat.group().equals(group.name())
                    && seat.agent().getAsInt() >= 0
                    && seat.agent().getAsInt() < taken.length) {
                taken[seat.agent().getAsInt()] = true;
            }
        }
        return taken;
    }

    private static List<String> metrics(SessionConfig config, EconomySpec spec) {
        if (config.metrics().contains("*")) {
            return spec.metrics().stream().map(Metric::name).toList();
        }
        return config.metrics().stream()
                .map(name -> spec.metric(name).name())
                .distinct()
                .toList();
    }

    private static List<SeatPlan> seats(SessionConfig config, EconomySpec spec, int shardRows) {
        List<SeatPlan> seats = new ArrayList<>();
        for (SeatConfig seat : config.seats()) {
            Group group = spec.group(seat.group());
            String where = "config.seats[" + seats.size() + "]";
            int first = seat.agent().orElse(0);
            if (first < 0 || first >= group.agents()) {
                throw Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "UNKNOWN_SEAT",
                        where + ".agent",
                        "an agent of " + group.name() + ", 0 to " + (group.agents() - 1),
                        Integer.toString(first),
                        Integer.toString(first < 0 ? 0 : group.agents() - 1));
            }
            int agents = seat.agent().isPresent() ? 1 : group.agents();
            requireFree(where, seats, group, first, agents);
            if (seat.text() && config.rows() != 1) {
                throw Problem.request(where + ".remote.text", "false with more than one row", "true");
            }
            seat.policy().ifPresent(policy -> checkPolicy(where + ".policy", policy, group.name(), spec));
            SeatView view = new SeatView(group, first, agents, config.metrics(), seat.privileged());
            seats.add(SeatPlan.of(seats.size(), seat, view, spec, shardRows));
        }
        return seats;
    }

    private static void requireFree(String where, List<SeatPlan> seats, Group group, int first, int agents) {
        for (SeatPlan other : seats) {
            boolean sameGroup = other.view().group().equals(group);
            int from = other.view().firstAgent();
            if (sameGroup
                    && from < first + agents
                    && first < from + other.view().agents()) {
                throw Problem.request(where, "agents that no other seat holds", "also in seat " + other.name());
            }
        }
    }

    private static void checkPolicy(String where, SessionConfig.NamedPolicy policy, String group, EconomySpec spec) {
        PolicySpec found = spec.policy(policy.name());
        if (!found.groups().contains(group)) {
            throw Problem.request(where, "a policy for " + group, policy.name() + ", which plays " + found.groups());
        }
        found.options().resolve(policy.options());
    }

    private static void checkDeadline(SessionConfig.Deadline deadline, EconomySpec spec, List<SeatPlan> seats) {
        deadline.require();
        deadline.latePolicy().ifPresent(late -> seats.stream()
                .filter(seat -> seat.config().remote())
                .forEach(seat -> checkPolicy(
                        "config.deadline.late_policy", late, seat.config().group(), spec)));
    }
}
