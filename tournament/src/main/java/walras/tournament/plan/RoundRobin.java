package walras.tournament.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import walras.env.Problem;
import walras.tournament.file.Tournament;

/**
 * Everybody meets everybody: each set of as many entrants as there are seats, in each turn of the seats. With one seat
 * everybody plays each world alone, and all are compared.
 */
public final class RoundRobin implements Format {
    @Override
    public String kind() {
        return "round-robin";
    }

    @Override
    public long count(Tournament tournament) {
        int seats = seats(tournament);
        int entrants = tournament.entrants().size();
        double sets = 1;
        for (int k = 1; k <= seats; k++) {
            sets = sets * (entrants - seats + k) / k;
        }
        long turns = tournament.format().rotate() ? seats : 1;
        boolean alone = tournament.format().selfPlay() && seats > 1;
        return (long) (Math.rint(sets) * turns)
                + (alone ? entrants : 0); // a double that is too large becomes the largest long
    }

    private static int seats(Tournament tournament) {
        int seats = tournament.settings().get(0).seats().size();
        if (tournament.entrants().size() < seats) {
            throw Problem.request(
                    "entrants of " + tournament.name(),
                    "at least one for each of " + seats + " seats (or fewer seats, and fill)",
                    tournament.entrants().size());
        }
        return seats;
    }

    @Override
    public List<Pairing> pairings(Tournament tournament) {
        int seats = seats(tournament);
        int entrants = tournament.entrants().size();
        List<Pairing> pairings = new ArrayList<>();
        choose(0, entrants, seats, new ArrayList<>(), pairings, tournament.format());
        if (tournament.format().selfPlay() && seats > 1) {
            for (int entrant = 0; entrant < entrants; entrant++) {
                pairings.add(pairing(Collections.nCopies(seats, entrant)));
            }
        }
        return pairings;
    }

    private static void choose(
            int from,
            int entrants,
            int seats,
            List<Integer> chosen,
            List<Pairing> pairings,
            Tournament.FormatChoice format) {
        if (chosen.size() == seats) {
            for (int turn = 0; turn < (format.rotate() ? seats : 1); turn++) {
                List<Integer> seating = new ArrayList<>(chosen);
                Collections.rotate(seating, turn);
                pairings.add(pairing(seating));
            }
            return;
        }
        for (int entrant = from; entrant <= entrants - (seats - chosen.size()); entrant++) {
            chosen.add(entrant);
            choose(entrant + 1, entrants, seats, chosen, pairings, format);
            chosen.remove(chosen.size() - 1);
        }
    }

    private static Pairing pairing(List<Integer> seating) {
        String table = seating.size() == 1
                ? ""
                : seating.stream().sorted().map(String::valueOf).collect(Collectors.joining("+"));
        return new Pairing(seating, Collections.nCopies(seating.size(), true), table);
    }
}
