package walras.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Guide;
import walras.env.Metric;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.PolicySpec;
import walras.env.TensorSpec;

/** The generated page of one environment, in Markdown, from its specification under default options. */
final class EnvironmentPage {
    private static final int LONGEST_DEFAULT = 60;

    private final StringBuilder page = new StringBuilder();
    private final Guide guide;
    private final Variants variants;

    private EnvironmentPage(Environment environment, EconomySpec spec) {
        guide = environment.guide();
        variants = new Variants(environment, spec);
    }

    /** @param cost of a step, as somebody measured it; empty where nobody did */
    static String of(Environment environment, Optional<StepCost> cost) {
        Economy economy = environment.economy(environment.options().defaults());
        EconomySpec spec = economy.spec();
        EnvironmentPage page = new EnvironmentPage(environment, spec);
        page.line("# `" + environment.id() + "`");
        page.paragraph("<!-- Written by `./walras docs`. Change the environment's specification, not this page. -->");
        page.paragraph(environment.summary());
        page.paragraph(environment.description().strip());
        page.paragraph("## Model");
        page.paragraph(page.guide.model());
        spec.groups()
                .forEach(group -> page.group(
                        group,
                        ", played by `" + spec.defaultPolicy(group.name()).name() + "` where nobody else is named"));
        page.variants
                .groups()
                .forEach((group, choices) -> page.group(group, ", only with " + String.join(", ", choices)));
        page.options("Options", environment.options().specs());
        page.entries("Choices", "option and value | meaning", page.guide.choices(), false);
        page.options("Reset options, per row", spec.resetOptions());
        page.table(
                "Metrics",
                "name | of | unit | meaning",
                with(spec.metrics(), page.variants.metrics()),
                EnvironmentPage::metric);
        page.table(
                "Policies",
                "name | plays for | options | how",
                with(spec.policies(), page.variants.policies()),
                EnvironmentPage::policy);
        page.entries("Tables of `solve`", "table | dimensions | unit | meaning", page.guide.tables(), true);
        page.entries("Certificate of `solve`", "name | unit | meaning", page.guide.certificate(), true);
        page.table(
                "Privileged tensors, for central critics",
                "name | values | meaning",
                spec.privileged(),
                EnvironmentPage::tensor);
        page.paragraph("Time limit: " + (spec.timeLimit() == 0 ? "none" : spec.timeLimit() + " steps") + ". Backends: "
                + economy.backends().toString().toLowerCase(Locale.ROOT) + "."
                + cost.map(each ->
                                " " + each.sentence() + " ([performance](" + up(environment.id()) + each.page() + ")).")
                        .orElse(""));
        page.line("");
        page.line("## Sources");
        page.line("");
        environment.sources().forEach(source -> page.line("- " + source));
        page.paragraph("```bibtex");
        page.line(page.guide.references());
        page.line("```");
        page.line("");
        page.line("## Try it");
        page.line("");
        page.line("```");
        List.of("describe", "solve", "run").forEach(verb -> page.line("./walras " + verb + " " + environment.id()));
        page.line("```");
        return page.page.toString();
    }

    private void line(String words) {
        page.append(words).append('\n');
    }

    private void paragraph(String words) {
        line("");
        line(words);
    }

    private void group(Group group, String when) {
        paragraph("## Group `" + group.name() + "`");
        paragraph(group.sentence());
        String masked = group.masked() ? " Actions come with a mask, u8 `[B, n, " + group.maskLength() + "]`." : "";
        boolean bounded = Double.isFinite(group.rewardLow()) || Double.isFinite(group.rewardHigh());
        String rewards = bounded
                ? "Reward per step in [" + group.rewardLow() + ", " + group.rewardHigh() + "]"
                : "Rewards have no bound";
        Guide.Entry reward = guide.rewards().get(group.name());
        String unit = reward == null || reward.unit().isEmpty() ? "" : ", in " + reward.unit();
        paragraph("n = " + group.agents() + when + ". " + rewards + unit + "." + masked);
        if (reward != null) {
            paragraph("Reward: " + reward.meaning());
        }
        paragraph("| | name | values of one agent | meaning |");
        line("| --- | --- | --- | --- |");
        group.observations().forEach(tensor -> line("| observation | " + tensor(tensor) + " |"));
        group.actions().forEach(tensor -> line("| action | " + tensor(tensor) + " |"));
    }

    /** Entries of the guide, with their dimensions if any of them has some. */
    private void entries(String title, String columns, Map<String, Guide.Entry> entries, boolean units) {
        boolean dims = columns.contains("dimensions");
        table(title, columns, List.copyOf(entries.entrySet()), each -> {
            Guide.Entry entry = each.getValue();
            List<String> cells = new ArrayList<>(List.of("`" + each.getKey().replace("=", "` = `") + "`"));
            if (dims) {
                cells.add(entry.dims().isEmpty() ? "scalar" : entry.dims());
            }
            if (units) {
                cells.add(entry.unit());
            }
            cells.add(entry.meaning());
            return cells(cells.toArray(String[]::new));
        });
    }

    /** What is there with default options, then what other choices bring. */
    private static <T> List<Map.Entry<T, String>> with(List<T> usual, Map<T, List<String>> others) {
        List<Map.Entry<T, String>> all = new ArrayList<>();
        usual.forEach(element -> all.add(Map.entry(element, "")));
        others.forEach(
                (element, choices) -> all.add(Map.entry(element, " Only with " + String.join(" or ", choices) + ".")));
        return all;
    }

    private <T> void table(String title, String columns, List<T> rows, Function<T, String> shown) {
        if (!rows.isEmpty()) {
            paragraph("## " + title);
            paragraph("| " + columns + " |");
            line("|"
                    + " --- |"
                            .repeat((int) columns.chars().filter(c -> c == '|').count() + 1));
            rows.forEach(row -> line("| " + shown.apply(row) + " |"));
        }
    }

    private void options(String title, List<OptionSpec> specs) {
        table(title, "name | values | default | unit | meaning", specs, EnvironmentPage::option);
    }

    private static String tensor(TensorSpec tensor) {
        String unit = tensor.unit().isEmpty() ? "" : ", " + tensor.unit();
        return cells("`" + tensor.name() + "`", SpecText.space(tensor.space()) + unit, tensor.sentence());
    }

    private static String option(OptionSpec option) {
        return cells(
                "`" + option.name() + "`",
                SpecText.range(option),
                shown(option.defaultValue()),
                option.unit(),
                option.sentence());
    }

    private static String shown(@Nullable Object value) {
        Object plain = value instanceof NumberArray array ? array.nested() : value;
        String text = plain == null ? "not given" : "`" + plain + "`";
        return text.length() <= LONGEST_DEFAULT ? text : text.substring(0, LONGEST_DEFAULT - 4) + "...`";
    }

    private static String metric(Map.Entry<Metric, String> shown) {
        Metric metric = shown.getKey();
        return cells(
                "`" + metric.name() + "`",
                metric.perAgent() ? "each agent of `" + metric.group() + "`" : "the row",
                metric.unit(),
                metric.sentence() + shown.getValue());
    }

    private static String policy(Map.Entry<PolicySpec, String> shown) {
        PolicySpec policy = shown.getKey();
        List<String> options = policy.options().specs().stream()
                .map(option -> "`" + option.name() + "` = " + EnvironmentPage.shown(option.defaultValue()))
                .toList();
        return cells(
                "`" + policy.name() + "`",
                String.join(", ", policy.groups()),
                String.join(", ", options),
                policy.sentence() + (policy.learns() ? " Learns as it plays." : "") + shown.getValue());
    }

    private static String cells(String... cells) {
        return String.join(
                " | ",
                List.of(cells).stream()
                        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
                        .toList());
    }

    /** From the page to docs/: a family has a folder of its own. */
    private static String up(String id) {
        return id.contains("/") ? "../../" : "../";
    }
}
