package walras.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.PolicySpec;
import walras.env.TensorSpec;

/** The generated page of one environment, in Markdown, from its specification under default options. */
final class EnvironmentPage {
    private static final int LONGEST_DEFAULT = 60;

    private final StringBuilder page = new StringBuilder();

    private EnvironmentPage() {}

    static String of(Environment environment) {
        Economy economy = environment.economy(environment.options().defaults());
        EconomySpec spec = economy.spec();
        EnvironmentPage page = new EnvironmentPage();
        page.line("# `" + environment.id() + "`");
        page.paragraph("<!-- Written by `./walras docs`. Change the environment's specification, not this page. -->");
        page.paragraph(environment.summary());
        page.paragraph(environment.description().strip());
        spec.groups().forEach(group -> page.group(spec, group));
        page.options("Options", environment.options().specs());
        page.options("Reset options, per row", spec.resetOptions());
        page.table("Metrics", "name | of | unit | meaning", spec.metrics(), EnvironmentPage::metric);
        page.table("Policies", "name | plays for | options | how", spec.policies(), EnvironmentPage::policy);
        page.table(
                "Privileged tensors, for central critics",
                "name | values | meaning",
                spec.privileged(),
                EnvironmentPage::tensor);
        page.paragraph("Time limit: " + (spec.timeLimit() == 0 ? "none" : spec.timeLimit() + " steps") + ". Backends: "
                + economy.backends().toString().toLowerCase(Locale.ROOT) + ".");
        page.line("");
        page.line("## Sources");
        page.line("");
        environment.sources().forEach(source -> page.line("- " + source));
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

    private void group(EconomySpec spec, Group group) {
        paragraph("## Group `" + group.name() + "`");
        paragraph(group.sentence());
        String masked = group.masked() ? " Actions come with a mask, u8 `[B, n, " + group.maskLength() + "]`." : "";
        boolean bounded = Double.isFinite(group.rewardLow()) || Double.isFinite(group.rewardHigh());
        String rewards = bounded
                ? "Reward per step in [" + group.rewardLow() + ", " + group.rewardHigh() + "]"
                : "Rewards have no bound";
        paragraph("n = " + group.agents() + ". " + rewards + ". Played by `"
                + spec.defaultPolicy(group.name()).name() + "` where nobody else is named." + masked);
        paragraph("| | name | values of one agent | meaning |");
        line("| --- | --- | --- | --- |");
        group.observations().forEach(tensor -> line("| observation | " + tensor(tensor) + " |"));
        group.actions().forEach(tensor -> line("| action | " + tensor(tensor) + " |"));
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

    private static String metric(Metric metric) {
        return cells(
                "`" + metric.name() + "`",
                metric.perAgent() ? "each agent of `" + metric.group() + "`" : "the row",
                metric.unit(),
                metric.sentence());
    }

    private static String policy(PolicySpec policy) {
        List<String> options = policy.options().specs().stream()
                .map(option -> "`" + option.name() + "` = " + shown(option.defaultValue()))
                .toList();
        return cells(
                "`" + policy.name() + "`",
                String.join(", ", policy.groups()),
                String.join(", ", options),
                policy.sentence());
    }

    private static String cells(String... cells) {
        return String.join(
                " | ",
                List.of(cells).stream()
                        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
                        .toList());
    }
}
