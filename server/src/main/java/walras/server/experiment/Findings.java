package walras.server.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.MeanTable;

/**
 * What an experiment hands back.
 *
 * @param findings claims with their verdicts; the first is the experiment's own
 * @param tables one CSV file each
 * @param panels drawn side by side into one figure
 * @param means the numbers that a paper would print
 */
public record Findings(List<Finding> findings, List<Csv> tables, List<Figure> panels, MeanTable means) {
    public Findings {
        findings = List.copyOf(findings);
        tables = List.copyOf(tables);
        panels = List.copyOf(panels);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("an experiment has at least one finding");
        }
    }

    /** Findings whose own numbers are the means. */
    public Findings(List<Finding> findings, List<Csv> tables, List<Figure> panels) {
        this(findings, tables, panels, means(findings));
    }

    private static MeanTable means(List<Finding> findings) {
        return new MeanTable(
                List.of("claim", "measured", "expected", "verdict"),
                findings.stream()
                        .map(each -> List.of(
                                each.claim(),
                                each.measured(),
                                each.expected(),
                                each.verdict().name().toLowerCase(Locale.ROOT)))
                        .toList(),
                List.of("value"),
                findings.stream().map(each -> List.of(each.interval())).toList());
    }

    /** Findings without tables and figures yet. */
    public static Findings of(Finding main, Finding... more) {
        List<Finding> all = new ArrayList<>(List.of(main));
        all.addAll(List.of(more));
        return new Findings(all, List.of(), List.of());
    }

    public Findings withTable(Csv... more) {
        List<Csv> all = new ArrayList<>(tables);
        all.addAll(List.of(more));
        return new Findings(findings, all, panels, means);
    }

    public Findings withFigure(Figure... more) {
        List<Figure> all = new ArrayList<>(panels);
        all.addAll(List.of(more));
        return new Findings(findings, tables, all, means);
    }

    public Findings withMeans(MeanTable others) {
        return new Findings(findings, tables, panels, others);
    }
}
