package walras.tournament.plan;

import java.util.List;

/**
 * Who sits where.
 *
 * @param seating {@code [seats]} the entrant of each seat, by index
 * @param counted {@code [seats]} whether what is earned there counts for who sits there
 * @param table those who are held against each other in a world: what they earn at a table of one name is compared
 */
public record Pairing(List<Integer> seating, List<Boolean> counted, String table) {
    public Pairing {
        seating = List.copyOf(seating);
        counted = List.copyOf(counted);
    }
}
