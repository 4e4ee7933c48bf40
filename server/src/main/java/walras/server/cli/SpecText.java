package walras.server.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Guide;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.PolicySpec;
import walras.env.Space;
import walras.env.TensorSpec;

/** What {@code describe} says to people: an environment under its options, as plain text. */
final class SpecText {
    private final StringBuilder text = new StringBuilder();

    private SpecText() {}

    static String of(Environment environment, Options options, Economy economy) {
        SpecText page = new SpecText();
        EconomySpec spec = economy.spec();
        page.line(environment.id() + "  " + environment.summary());
        page.line("");
        page.line(environment.description().strip());
        Guide guide = environment.guide();
        page.line("");
        page.line(guide.model());
        Variants variants = new Variants(environment, spec);
        spec.groups()
                .forEach(group -> page.group(
                        group,
                        guide,
                        "played by " + spec.defaultPolicy(group.name()).name() + " where nobody else is named"));
        variants.groups().forEach((group, choices) -> page.group(group, guide, only(choices)));
        page.section("options", environment.options().specs(), option -> optionLine(option, options));
        page.entries("choices", guide.choices());
        page.section("reset options, per row", spec.resetOptions(), option -> optionLine(option, null));
        page.section("metrics", spec.metrics(), SpecText::metricLine);
        page.others("metrics under other options", variants.metrics(), SpecText::metricLine);
        page.section("policies", spec.policies(), SpecText::policyLine);
        page.others("policies under other options", variants.policies(), SpecText::policyLine);
        page.entries("tables of solve", guide.tables());
        page.entries("certificate of solve", guide.certificate());
        page.section("privileged tensors, for central critics only", spec.privileged(), SpecText::tensorLine);
        page.line("");
        page.line("time limit  " + (spec.timeLimit() == 0 ? "none" : spec.timeLimit() + " steps"));
        page.line("backends    " + economy.backends().toString().toLowerCase(Locale.ROOT));
        StepCost.shipped(environment.id()).ifPresent(cost -> page.line("speed       " + cost.sentence()));
        page.section("sources", environment.sources(), source -> source);
        page.line("");
        page.line(guide.references());
        return page.text.toString();
    }

    private void entries(String title, Map<String, Guide.Entry> entries) {
        section(title, List.copyOf(entries.entrySet()), each -> {
            Guide.Entry entry = each.getValue();
            String dims = entry.dims().isEmpty() ? "" : " [" + entry.dims() + "]";
            String unit = entry.unit().isEmpty() ? "" : ", " + entry.unit();
            return each.getKey() + dims + unit + ": " + entry.meaning();
        });
    }

    private void group(Group group, Guide guide, String when) {
        Guide.Entry reward = guide.rewards().get(group.name());
        line("");
        line("group " + group.name() + ", " + group.agents() + (group.agents() == 1 ? " agent: " : " agents: ")
                + group.sentence());
        group.observations().forEach(tensor -> line("  sees  " + tensorLine(tensor)));
        group.actions().forEach(tensor -> line("  does  " + tensorLine(tensor)));
        line("  earns [" + group.rewardLow() + ", " + group.rewardHigh() + "] per step"
                + (group.masked() ? "; actions are masked" : "") + (reward == null ? "" : ". " + reward.meaning()));
        line("  " + when);
    }

    private <T> void others(String title, Map<T, List<String>> elements, Function<T, String> shown) {
        section(
                title,
                List.copyOf(elements.entrySet()),
                each -> shown.apply(each.getKey()) + " " + only(each.getValue()) + ".");
    }

    /** Under which choices something exists. */
    private static String only(List<String> choices) {
        return "Only with " + String.join(" or ", choices);
    }

    private <T> void section(String title, List<T> elements, Function<T, String> shown) {
        if (!elements.isEmpty()) {
            line("");
            line(title);
            elements.forEach(element -> line("  " + shown.apply(element)));
        }
    }

    private void line(String words) {
        text.append(words).append(System.lineSeparator());
    }

    private static String tensorLine(TensorSpec tensor) {
        String unit = tensor.unit().isEmpty() ? "" : " " + tensor.unit();
        return tensor.name() + ": " + space(tensor.space()) + unit + ". " + tensor.sentence();
    }

    /** A space in a few words, for text and for generated pages. */
    static String space(Space space) {
        String dtype = space.dtype().name().toLowerCase(Locale.ROOT);
        String shape = space.shape().isEmpty() ? "" : " " + space.shape();
        if (space instanceof Space.Box box) {
            double low =
                    box.low().stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double high =
                    box.high().stream().mapToDouble(Double::doubleValue).max().orElse(0);
            return dtype + shape + " in [" + bound(box, low) + ", " + bound(box, high) + "]";
        } else if (space instanceof Space.Discrete discrete) {
            return "one of 0 .. " + (discrete.n() - 1);
        } else if (space instanceof Space.MultiDiscrete multi) {
            return "integers below " + multi.nvec();
        }
        return "flags" + shape;
    }

    /** A bound as its dtype writes it: a large number of an integer box has all its digits, on every Java. */
    private static String bound(Space.Box box, double value) {
        boolean whole = !box.dtype().floating() && Double.isFinite(value);
        return whole ? new BigDecimal(value).toBigInteger().toString() : Double.toString(value);
    }

    static String optionLine(OptionSpec option, @Nullable Options resolved) {
        Object value =
                resolved == null ? option.defaultValue() : resolved.shown().get(option.name());
        String unit = option.unit().isEmpty() ? "" : " " + option.unit();
        return option.name() + " = " + (value == null ? "(not given)" : value) + "  " + range(option) + unit + ". "
                + option.sentence();
    }

    /** The values that an option takes, in words. */
    static String range(OptionSpec option) {
        return switch (option.type()) {
            case INTEGER, NUMBER -> option.range();
            case BOOLEAN -> "true or false";
            case TEXT -> option.choices().isEmpty() ? "a text" : "one of " + String.join(", ", option.choices());
            case ARRAY ->
                "numbers in nested lists, rank " + option.minRank()
                        + (option.maxRank() == option.minRank() ? "" : " to " + option.maxRank());
        };
    }

    private static String metricLine(Metric metric) {
        String unit = metric.unit().isEmpty() ? "" : " [" + metric.unit() + "]";
        String scope = metric.perAgent() ? " of each agent of " + metric.group() : "";
        return metric.name() + unit + scope + ": " + metric.sentence();
    }

    private static String policyLine(PolicySpec policy) {
        List<String> options =
                policy.options().specs().stream().map(OptionSpec::name).toList();
        return policy.name() + (policy.learns() ? " (learns)" : "") + " for " + String.join(", ", policy.groups())
                + (options.isEmpty() ? "" : ", options " + String.join(", ", options)) + ": " + policy.sentence();
    }
}
