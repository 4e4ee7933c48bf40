package walras.env;

import java.util.ArrayList;
import java.util.List;

/**
 * What an economy shows its participants, once its options are known.
 *
 * @param groups in the order of seats and documentation
 * @param metrics every number that a session may ask for
 * @param privileged tensors {@code [B, ...]} for centralised critics only; never in an agent's observation
 * @param policies built-in players, the best first; {@code random} is added where it is missing
 * @param resetOptions numbers that a reset may give per row ({@code NaN} means not given)
 * @param timeLimit steps after which an unfinished episode is truncated; 0 means never
 */
public record EconomySpec(
        List<Group> groups,
        List<Metric> metrics,
        List<TensorSpec> privileged,
        List<PolicySpec> policies,
        List<OptionSpec> resetOptions,
        int timeLimit) {
    /** The name of the policy that every group has: uniform over the action space. */
    public static final String RANDOM = "random";

    public EconomySpec {
        groups = List.copyOf(groups);
        metrics = List.copyOf(metrics);
        privileged = List.copyOf(privileged);
        policies = withRandom(groups, policies);
        resetOptions = List.copyOf(resetOptions);
        if (timeLimit < 0) {
            throw new IllegalArgumentException("time limit must not be negative, got " + timeLimit);
        }
    }

    private static List<PolicySpec> withRandom(List<Group> groups, List<PolicySpec> own) {
        if (own.stream().anyMatch(policy -> policy.name().equals(RANDOM))) {
            return List.copyOf(own);
        }
        List<PolicySpec> all = new ArrayList<>(own);
        List<String> names = groups.stream().map(Group::name).toList();
        all.add(new PolicySpec(
                RANDOM, names, OptionsSchema.of(), "Uniform over the action space, within the action mask."));
        return List.copyOf(all);
    }

    public static EconomySpec of(Group... groups) {
        return new EconomySpec(List.of(groups), List.of(), List.of(), List.of(), List.of(), 0);
    }

    public EconomySpec withMetrics(Metric... all) {
        return new EconomySpec(groups, List.of(all), privileged, policies, resetOptions, timeLimit);
    }

    public EconomySpec withPrivileged(TensorSpec... all) {
        return new EconomySpec(groups, metrics, List.of(all), policies, resetOptions, timeLimit);
    }

    public EconomySpec withPolicies(PolicySpec... all) {
        return new EconomySpec(groups, metrics, privileged, List.of(all), resetOptions, timeLimit);
    }

    public EconomySpec withResetOptions(OptionSpec... all) {
        return new EconomySpec(groups, metrics, privileged, policies, List.of(all), timeLimit);
    }

    public EconomySpec withTimeLimit(int steps) {
        return new EconomySpec(groups, metrics, privileged, policies, resetOptions, steps);
    }

    /** The group of that name; else a {@link Problem} that names the nearest. */
    public Group group(String name) {
        return Nearest.find("group", name, groups, Group::name);
    }

    public Metric metric(String name) {
        return Nearest.find("metric", name, metrics, Metric::name);
    }

    public PolicySpec policy(String name) {
        return Nearest.find("policy", name, policies, PolicySpec::name);
    }

    /** The policy that plays for a group when nobody is named: the first that can. */
    public PolicySpec defaultPolicy(String group) {
        return policies.stream()
                .filter(policy -> policy.groups().contains(group))
                .findFirst()
                .orElseThrow(() -> Nearest.unknown(
                        "group", group, groups.stream().map(Group::name).toList()));
    }
}
