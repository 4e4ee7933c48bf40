package walras.tournament.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import walras.tournament.rating.Results;

/** What a tournament came to, in words, and which checks it has passed. */
final class Conclusion {
    private static final double CIRCULAR = 0.5; // an alpha-rank mass below which nobody stands out

    /** @param passed whether it is as it should be */
    record Check(boolean passed, String words) {}

    private final Results results;

    Conclusion(Results results) {
        this.results = results;
    }

    String words() {
        if (results.standings().isEmpty()) {
            return "Nothing has been played yet.";
        }
        int first = results.standings().get(0);
        Results.Standing best = results.entrants().get(first);
        List<String> tied = new ArrayList<>();
        List<String> below = new ArrayList<>();
        for (int other : results.standings()) {
            if (other != first) {
                (results.differ(first, other) ? below : tied)
                        .add(results.entrants().get(other).name());
            }
        }
        StringBuilder words = new StringBuilder(best.name())
                .append(tied.isEmpty() ? " is first" : " has the highest mean payoff")
                .append(String.format(Locale.ROOT, ", with %s per episode", Html.amount(best)));
        if (!tied.isEmpty()) {
            words.append(", but these worlds do not tell it apart from ").append(list(tied));
        }
        words.append('.');
        if (!below.isEmpty()) {
            words.append(' ')
                    .append(list(below))
                    .append(below.size() == 1 ? " is" : " are")
                    .append(" below it.");
        }
        double mass = 0;
        for (double each : results.alphaRank()) {
            mass = Math.max(mass, each);
        }
        if (mass < CIRCULAR && results.standings().size() > 2) {
            words.append(" Strength goes in circles: no entrant holds half of the alpha-rank.");
        }
        int faulty = (int) results.entrants().stream()
                .filter(entrant -> !entrant.faults().isEmpty())
                .count();
        words.append(
                faulty == 0
                        ? " Nobody broke a rule."
                        : " " + faulty + " of " + results.entrants().size() + " entrants had faults.");
        return words.toString();
    }

    static String list(List<String> names) {
        if (names.size() == 1) {
            return names.get(0);
        }
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(
                new Check(results.complete(), results.played() + " of " + results.planned() + " matches were played"));
        checks.add(
                new Check(
                        true,
                        "every match's log was played again, each turn came out as it was recorded, and payoffs are counted from it"));
        checks.add(new Check(
                results.complete(),
                results.complete()
                        ? "every pairing played the same worlds, in every turn of the seats"
                        : "not every pairing has played the same worlds yet"));
        int faults = results.entrants().stream()
                .mapToInt(entrant -> entrant.faults().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .sum();
        checks.add(new Check(faults == 0, faults == 0 ? "no faults" : faults + " faults, below"));
        boolean told = results.standings().size() < 2
                || results.differ(
                        results.standings().get(0), results.standings().get(1));
        checks.add(new Check(
                told,
                told
                        ? "the first is told apart from the second (Holm's correction, level " + Results.LEVEL + ")"
                        : "the first and the second share their rank: more seeds or rows would tell more"));
        return checks;
    }

    static String faults(Map<String, Integer> faults) {
        List<String> parts = new ArrayList<>();
        faults.forEach((kind, count) -> parts.add(kind + " " + count));
        return String.join(", ", parts);
    }
}
