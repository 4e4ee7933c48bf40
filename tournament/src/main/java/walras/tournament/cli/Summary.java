package walras.tournament.cli;

import java.io.PrintWriter;
import java.util.Locale;
import walras.tournament.rating.Results;

/** The standings on a terminal. */
final class Summary {
    private Summary() {}

    static void print(Results results, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-9s %-20s %12s %10s %9s  %s%n",
                "rank",
                "entrant",
                "mean payoff",
                "+-",
                "rating",
                "faults");
        for (int i : results.standings()) {
            Results.Standing entrant = results.entrants().get(i);
            String rank = entrant.rankLow() == entrant.rankHigh()
                    ? String.valueOf(entrant.rank())
                    : entrant.rank() + " (" + entrant.rankLow() + "-" + entrant.rankHigh() + ")";
            out.printf(
                    Locale.ROOT,
                    "%-9s %-20s %12.5g %10.3g %9.4g  %s%n",
                    rank,
                    entrant.name(),
                    entrant.meanPayoff(),
                    1.96 * entrant.meanPayoffSe(),
                    entrant.rating(),
                    entrant.faults().isEmpty() ? "" : entrant.faults());
        }
        out.println(results.played() + " of " + results.planned() + " matches");
        out.flush();
    }
}
