package walras.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Guide;
import walras.env.Metric;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.PolicySpec;
import walras.env.Space;
import walras.env.TensorSpec;

/** What {@code describe --json} says: Java forms of an environment under its options. An absent bound is null. */
final class SpecJson {
    private SpecJson() {}

    static Map<String, @Nullable Object> environment(
            Environment environment, Options options, EconomySpec spec, Set<?> backends) {
        Map<String, @Nullable Object> all = object(
                "id", environment.id(),
                "summary", environment.summary(),
                "description", environment.description(),
                "time_limit", spec.timeLimit());
        all.put(
                "groups",
                spec.groups().stream()
                        .map(group -> {
                            Map<String, @Nullable Object> shown = group(group);
                            shown.put(
                                    "default_policy",
                                    spec.defaultPolicy(group.name()).name());
                            return shown;
                        })
                        .toList());
        all.put(
                "options",
                environment.options().specs().stream().map(SpecJson::option).toList());
        all.put("resolved_options", options.shown());
        all.put(
                "reset_options",
                spec.resetOptions().stream().map(SpecJson::option).toList());
        all.put("metrics", spec.metrics().stream().map(SpecJson::metric).toList());
        all.put("policies", spec.policies().stream().map(SpecJson::policy).toList());
        all.put("privileged", spec.privileged().stream().map(SpecJson::tensor).toList());
        all.put(
                "backends",
                backends.stream()
                        .map(each -> String.valueOf(each).toLowerCase(Locale.ROOT))
                        .toList());
        Guide guide = environment.guide();
        all.put("model", guide.model());
        all.put("rewards", entries(guide.rewards()));
        all.put("tables", entries(guide.tables()));
        all.put("certificate", entries(guide.certificate()));
        all.put("choices", entries(guide.choices()));
        all.put("sources", environment.sources());
        all.put("bibtex", guide.references());
        all.put("under_other_options", others(new Variants(environment, spec)));
        StepCost.shipped(environment.id()).ifPresent(cost -> all.put("steps_per_second_of_1024_rows", cost.rate()));
        return all;
    }

    /** Groups, metrics and policies that other choices bring, each with its {@code only_with}: {@code option=value}, ... */
    private static Map<String, @Nullable Object> others(Variants variants) {
        return object(
                "groups", with(variants.groups(), SpecJson::group),
                "metrics", with(variants.metrics(), SpecJson::metric),
                "policies", with(variants.policies(), SpecJson::policy));
    }

    private static <T> List<Map<String, @Nullable Object>> with(
            Map<T, List<String>> elements, Function<T, Map<String, @Nullable Object>> shown) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        elements.forEach((element, choices) -> {
            Map<String, @Nullable Object> each = shown.apply(element);
            each.put(
                    "only_with",
                    choices.stream()
                            .map(choice -> choice.replace("`", "").replace(" = ", "="))
                            .toList());
            all.add(each);
        });
        return all;
    }

    private static Map<String, @Nullable Object> entries(Map<String, Guide.Entry> entries) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        entries.forEach((name, entry) ->
                shown.put(name, object("dims", entry.dims(), "unit", entry.unit(), "meaning", entry.meaning())));
        return shown;
    }

    private static Map<String, @Nullable Object> group(Group group) {
        return object(
                "name", group.name(),
                "agents", group.agents(),
                "observations",
                        group.observations().stream().map(SpecJson::tensor).toList(),
                "actions", group.actions().stream().map(SpecJson::tensor).toList(),
                "action_mask", group.masked(),
                "reward_low", group.rewardLow(),
                "reward_high", group.rewardHigh(),
                "summary", group.sentence());
    }

    private static Map<String, @Nullable Object> tensor(TensorSpec tensor) {
        return object(
                "name", tensor.name(),
                "space", space(tensor.space()),
                "unit", tensor.unit(),
                "summary", tensor.sentence());
    }

    private static Map<String, @Nullable Object> space(Space space) {
        Map<String, @Nullable Object> shown = object(
                "kind", kind(space),
                "dtype", space.dtype().name().toLowerCase(Locale.ROOT),
                "shape", space.shape());
        if (space instanceof Space.Box box) {
            shown.put("low", box.low().size() == 1 ? box.low(0) : box.low());
            shown.put("high", box.high().size() == 1 ? box.high(0) : box.high());
        } else if (space instanceof Space.Discrete discrete) {
            shown.put("n", discrete.n());
        } else if (space instanceof Space.MultiDiscrete multi) {
            shown.put("nvec", multi.nvec());
        }
        return shown;
    }

    private static String kind(Space space) {
        if (space instanceof Space.Box) {
            return "box";
        } else if (space instanceof Space.Discrete) {
            return "discrete";
        }
        return space instanceof Space.MultiDiscrete ? "multi_discrete" : "multi_binary";
    }

    static Map<String, @Nullable Object> option(OptionSpec option) {
        boolean bounded =
                switch (option.type()) {
                    case INTEGER, NUMBER, ARRAY -> true;
                    case BOOLEAN, TEXT -> false;
                };
        Map<String, @Nullable Object> shown = object(
                "name", option.name(),
                "type", option.type().name().toLowerCase(Locale.ROOT),
                "default", option.defaultValue() instanceof NumberArray array ? array.nested() : option.defaultValue());
        if (bounded) {
            shown.put("low", option.low());
            shown.put("high", option.high());
        }
        if (!option.choices().isEmpty()) {
            shown.put("choices", option.choices());
        }
        if (option.type() == OptionSpec.Type.ARRAY) {
            shown.put("min_rank", option.minRank());
            shown.put("max_rank", option.maxRank());
        }
        shown.put("unit", option.unit());
        shown.put("summary", option.sentence());
        return shown;
    }

    private static Map<String, @Nullable Object> metric(Metric metric) {
        return object(
                "name", metric.name(),
                "scope", metric.perAgent() ? "agent" : "row",
                "group", metric.group(),
                "unit", metric.unit(),
                "summary", metric.sentence());
    }

    private static Map<String, @Nullable Object> policy(PolicySpec policy) {
        return object(
                "name", policy.name(),
                "groups", policy.groups(),
                "options",
                        policy.options().specs().stream().map(SpecJson::option).toList(),
                "learns", policy.learns(),
                "summary", policy.sentence());
    }

    /** A JSON object of alternating names and values, in this order. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
