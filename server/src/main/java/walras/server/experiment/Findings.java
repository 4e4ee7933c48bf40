package walras.server.experiment;

import java.util.ArrayList;
import java.util.List;
import walras.server.report.Csv;
import walras.server.report.Figure;

/**
 * What an experiment hands back.
 *
 * @param findings claims with their verdicts; the first is the experiment's own
 * @param tables one CSV file each
 * @param panels drawn side by side into one figure
 */
public record Findings(List<Finding> findings, List<Csv> tables, List<Figure> panels) {
    public Findings {
        findings = List.copyOf(findings);
        tables = List.copyOf(tables);
        panels = List.copyOf(panels);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("an experiment has at least one finding");
        }
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
        return new Findings(findings, all, panels);
    }

    public Findings withFigure(Figure... more) {
        List<Figure> all = new ArrayList<>(panels);
        all.addAll(List.of(more));
        return new Findings(findings, tables, all);
    }
}
