package walras.tournament.file;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One economy of a tournament: an environment under options, of a sweep one combination.
 *
 * @param options as given
 * @param rows worlds that a match plays at once
 * @param episodes of each row
 * @param seats that entrants take
 * @param fill who plays other seats
 */
public record Setting(
        int index,
        String environment,
        Map<String, @Nullable Object> options,
        int rows,
        int episodes,
        List<SeatName> seats,
        Map<SeatName, PolicyChoice> fill) {
    public Setting {
        seats = List.copyOf(seats);
    }
}
