package walras.server.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Guide;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.batch.PartOptions;
import walras.server.session.work.Limits;
import walras.v1.Backend;
import walras.v1.BoxSpace;
import walras.v1.DiscreteSpace;
import walras.v1.EnvironmentSpec;
import walras.v1.GroupBounds;
import walras.v1.GroupSpec;
import walras.v1.Meaning;
import walras.v1.MetricScope;
import walras.v1.MetricSpec;
import walras.v1.MultiBinarySpace;
import walras.v1.MultiDiscreteSpace;
import walras.v1.OptionType;
import walras.v1.PartBounds;
import walras.v1.SolveResponse;
import walras.v1.Table;

/** What the server has, as messages: environments and limits. */
public final class SpecMessages {
    private SpecMessages() {}

    /** An environment under options, for the catalogue and for sessions. */
    public static EnvironmentSpec write(Environment environment, Options options, Economy economy) {
        return write(environment, options, economy.spec(), economy.backends());
    }

    /** An environment whose economies show this. */
    static EnvironmentSpec write(
            Environment environment, Options options, EconomySpec spec, Set<walras.env.Backend> backends) {
        Set<String> perPart = PartOptions.of(environment);
        EnvironmentSpec.Builder message = EnvironmentSpec.newBuilder()
                .setId(environment.id())
                .setSummary(environment.summary())
                .setDescription(environment.description())
                .setHorizon(spec.timeLimit())
                .addAllSources(environment.sources())
                .setResolvedOptions(OptionValues.write(options.shown()));
        spec.groups().forEach(group -> message.addGroups(write(group, spec)));
        environment
                .options()
                .specs()
                .forEach(option ->
                        message.addOptions(write(option).toBuilder().setPerPart(perPart.contains(option.name()))));
        spec.metrics().forEach(metric -> message.addMetrics(write(metric)));
        spec.policies().forEach(policy -> message.addPolicies(write(policy)));
        spec.privileged().forEach(tensor -> message.addPrivileged(write(tensor)));
        spec.resetOptions().forEach(option -> message.addResetOptions(write(option)));
        backends.forEach(backend -> message.addBackends(Backend.valueOf("BACKEND_" + backend.name())));
        return message.build();
    }

    /** What each part has otherwise than others; none where all are alike. */
    static List<PartBounds> bounds(List<EconomySpec> parts) {
        List<PartBounds> bounds = parts.stream().map(SpecMessages::bounds).toList();
        return bounds.stream().distinct().count() == 1 ? List.of() : bounds;
    }

    private static PartBounds bounds(EconomySpec part) {
        PartBounds.Builder message = PartBounds.newBuilder().setHorizon(part.timeLimit());
        for (Group group : part.groups()) {
            GroupBounds.Builder bounds =
                    message.addGroupsBuilder().setRewardMin(group.rewardLow()).setRewardMax(group.rewardHigh());
            group.observations().forEach(tensor -> bounds.addObservations(write(tensor.space())));
            group.actions().forEach(tensor -> bounds.addActions(write(tensor.space())));
        }
        return message.build();
    }

    private static GroupSpec write(Group group, EconomySpec spec) {
        GroupSpec.Builder message = GroupSpec.newBuilder()
                .setName(group.name())
                .setAgents(group.agents())
                .setPlanner(group.planner())
                .setActionMask(group.masked())
                .setRewardMin(group.rewardLow())
                .setRewardMax(group.rewardHigh())
                .setSummary(group.sentence())
                .setDefaultPolicy(spec.defaultPolicy(group.name()).name());
        group.observations().forEach(tensor -> message.addObservations(write(tensor)));
        group.actions().forEach(tensor -> message.addActions(write(tensor)));
        return message.build();
    }

    private static walras.v1.TensorSpec write(TensorSpec tensor) {
        return walras.v1.TensorSpec.newBuilder()
                .setName(tensor.name())
                .setSpace(write(tensor.space()))
                .setUnit(tensor.unit())
                .setSummary(tensor.sentence())
                .build();
    }

    private static walras.v1.Space write(Space space) {
        walras.v1.Space.Builder message = walras.v1.Space.newBuilder();
        if (space instanceof Space.Box box) {
            message.setBox(BoxSpace.newBuilder()
                    .setDtype(TensorMessages.write(box.dtype()))
                    .addAllShape(box.shape())
                    .addAllLow(box.low())
                    .addAllHigh(box.high()));
        } else if (space instanceof Space.Discrete discrete) {
            message.setDiscrete(DiscreteSpace.newBuilder().setCount(discrete.n()));
        } else if (space instanceof Space.MultiDiscrete multi) {
            message.setMultiDiscrete(MultiDiscreteSpace.newBuilder().addAllCounts(multi.nvec()));
        } else {
            message.setMultiBinary(MultiBinarySpace.newBuilder().addAllShape(space.shape()));
        }
        return message.build();
    }

    private static walras.v1.OptionSpec write(OptionSpec option) {
        walras.v1.OptionSpec.Builder message = walras.v1.OptionSpec.newBuilder()
                .setName(option.name())
                .setType(OptionType.valueOf("OPTION_TYPE_" + option.type().name()))
                .setDefaultValue(OptionValues.write(option.defaultValue()))
                .addAllChoices(option.choices())
                .setUnit(option.unit())
                .setSummary(option.sentence())
                .setMinRank(option.minRank())
                .setMaxRank(option.maxRank());
        boolean numeric =
                switch (option.type()) {
                    case INTEGER, NUMBER, ARRAY -> true;
                    case BOOLEAN, TEXT -> false;
                };
        if (numeric && Double.isFinite(option.low())) {
            message.setMinimum(option.low());
        }
        if (numeric && Double.isFinite(option.high())) {
            message.setMaximum(option.high());
        }
        return message.build();
    }

    private static MetricSpec write(Metric metric) {
        return MetricSpec.newBuilder()
                .setName(metric.name())
                .setScope(metric.perAgent() ? MetricScope.METRIC_SCOPE_AGENT : MetricScope.METRIC_SCOPE_ROW)
                .setGroup(metric.group())
                .setUnit(metric.unit())
                .setSummary(metric.sentence())
                .build();
    }

    private static walras.v1.PolicySpec write(PolicySpec policy) {
        walras.v1.PolicySpec.Builder message = walras.v1.PolicySpec.newBuilder()
                .setName(policy.name())
                .addAllGroups(policy.groups())
                .setLearns(policy.learns())
                .setSummary(policy.sentence());
        policy.options().specs().forEach(option -> message.addOptions(write(option)));
        return message.build();
    }

    /** An oracle's answer. */
    public static SolveResponse write(Environment environment, Options options, Solution solution) {
        SolveResponse.Builder message = SolveResponse.newBuilder()
                .setEnvironment(environment.id())
                .setOptions(OptionValues.write(options.shown()))
                .putAllCertificate(solution.certificate());
        Guide guide = environment.guide();
        for (Solution.Table table : solution.tables()) {
            Table.Builder shown = message.addTablesBuilder()
                    .setName(table.name())
                    .addAllDims(table.dims())
                    .setValues(TensorMessages.write(table.shape(), table.values()));
            Guide.Entry entry = guide.tables().get(table.name());
            if (entry != null) {
                shown.setUnit(entry.unit()).setMeaning(entry.meaning());
            }
        }
        return message.build();
    }

    /** What people read about an environment. */
    public static walras.v1.Guide write(Guide guide) {
        return walras.v1.Guide.newBuilder()
                .setModel(guide.model())
                .addAllRewards(meanings(guide.rewards()))
                .addAllTables(meanings(guide.tables()))
                .addAllCertificate(meanings(guide.certificate()))
                .addAllChoices(meanings(guide.choices()))
                .setReferences(guide.references())
                .build();
    }

    private static List<Meaning> meanings(Map<String, Guide.Entry> entries) {
        return entries.entrySet().stream()
                .map(each -> Meaning.newBuilder()
                        .setName(each.getKey())
                        .setDims(each.getValue().dims())
                        .setUnit(each.getValue().unit())
                        .setMeaning(each.getValue().meaning())
                        .build())
                .toList();
    }

    /** How much is allowed. */
    public static walras.v1.Limits write(Limits limits) {
        return walras.v1.Limits.newBuilder()
                .setMaxSessions(limits.sessions())
                .setMaxRows(limits.rows())
                .setMaxShards(limits.shards())
                .setMaxMessageBytes(limits.messageBytes())
                .setMaxFrameBytes(limits.frameBytes())
                .setMaxRolloutSteps(limits.rolloutSteps())
                .setMaxKeepSeconds(limits.keep().toSeconds())
                .setMaxSolveSeconds(limits.work().solveTime().toSeconds())
                .setMaxInboundBytes(limits.work().inboundBytes())
                .setMaxOptionBytes(limits.work().optionBytes())
                .setMaxTableBytes(limits.work().tableBytes())
                .build();
    }
}
