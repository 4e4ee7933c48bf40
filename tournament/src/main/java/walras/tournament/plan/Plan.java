package walras.tournament.plan;

import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.tournament.file.Setting;
import walras.tournament.file.Tournament;

/** Every match of a tournament, in an order that the file alone decides. */
public final class Plan {
    private static final long MOST_MATCHES = 1_000_000;

    private final List<Match> matches;

    private Plan(List<Match> matches) {
        this.matches = List.copyOf(matches);
    }

    public static Plan of(Tournament tournament) {
        long count = count(tournament);
        if (count > MOST_MATCHES) {
            throw Problem.request("tournament " + tournament.name(), "at most " + MOST_MATCHES + " matches", count);
        }
        List<Pairing> pairings = Format.of(tournament.format().kind()).pairings(tournament);
        List<Match> matches = new ArrayList<>((int) count);
        for (Setting setting : tournament.settings()) {
            for (long seed : tournament.seeds()) {
                for (Pairing pairing : pairings) {
                    matches.add(new Match(matches.size(), setting, seed, pairing));
                }
            }
        }
        return new Plan(matches);
    }

    /** How many matches a tournament has, without making them; the largest long for more than that. */
    public static long count(Tournament tournament) {
        double pairings = Format.of(tournament.format().kind()).count(tournament);
        return (long)
                (pairings * tournament.settings().size() * tournament.seeds().size());
    }

    public List<Match> matches() {
        return matches;
    }

    /** @throws Problem if there is no such match */
    public Match match(int index) {
        if (index < 0 || index >= matches.size()) {
            throw Problem.request("--match", "0 .. " + (matches.size() - 1), index);
        }
        return matches.get(index);
    }
}
