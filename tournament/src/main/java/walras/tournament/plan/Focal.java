package walras.tournament.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import walras.env.Problem;
import walras.tournament.file.Tournament;

/**
 * Focal entrants against background populations, as Melting Pot evaluates: one focal entrant sits in each seat in turn, and
 * one background entrant in all the others. Only what the focal seat earns counts; focal entrants are compared with each
 * other by the same background, seat and world.
 */
public final class Focal implements Format {
    @Override
    public String kind() {
        return "focal";
    }

    @Override
    public long count(Tournament tournament) {
        int background = tournament.format().background().size();
        return (long) background * focal(tournament).size() * rotations(tournament);
    }

    private static int rotations(Tournament tournament) {
        return tournament.format().rotate() ? seats(tournament) : 1;
    }

    private static int seats(Tournament tournament) {
        return tournament.settings().get(0).seats().size();
    }

    /** Entrants that are not in the background. */
    private static List<Integer> focal(Tournament tournament) {
        List<Integer> background = tournament.format().background();
        List<Integer> focal = IntStream.range(0, tournament.entrants().size())
                .boxed()
                .filter(entrant -> !background.contains(entrant))
                .toList();
        int seats = seats(tournament);
        if (seats < 2 || background.isEmpty() || focal.isEmpty()) {
            throw Problem.request(
                    "format focal of " + tournament.name(),
                    "two seats or more, a background, and somebody who is not in it",
                    seats + " seats, " + background.size() + " in the background, " + focal.size() + " focal");
        }
        return focal;
    }

    @Override
    public List<Pairing> pairings(Tournament tournament) {
        int seats = seats(tournament);
        List<Integer> focal = focal(tournament);
        List<Pairing> pairings = new ArrayList<>();
        for (int other : tournament.format().background()) {
            for (int entrant : focal) {
                for (int seat = 0; seat < rotations(tournament); seat++) {
                    List<Integer> seating = new ArrayList<>(Collections.nCopies(seats, other));
                    List<Boolean> counted = new ArrayList<>(Collections.nCopies(seats, false));
                    seating.set(seat, entrant);
                    counted.set(seat, true);
                    pairings.add(new Pairing(seating, counted, "with " + other));
                }
            }
        }
        return pairings;
    }
}
