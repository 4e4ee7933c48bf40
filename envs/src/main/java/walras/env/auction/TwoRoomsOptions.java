package walras.env.auction;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The frozen sub-policies of the two rooms, one action per pose, as they ship: {@code two-rooms-options.txt} beside this class. Each gives up at once (says {@code done}) outside the
 * room for which it was made. {@code TwoRoomsOptionsTest} writes the file when asked to.
 */
final class TwoRoomsOptions {
    static final String FILE = "two-rooms-options.txt";

    /** What each sub-policy is for, in the order of primitives. */
    enum Skill {
        DOOR(1),
        BLUE(2),
        GREEN(2);

        private final int room;

        Skill(int room) {
            this.room = room;
        }

        /** The room in which it is at home. */
        int room() {
            return room;
        }

        /** Where it is done. */
        IntPredicate goal() {
            return switch (this) {
                case DOOR -> pose -> TwoRoomsGrid.room(pose) == 2 && TwoRoomsGrid.open(pose);
                case BLUE -> pose -> TwoRoomsGrid.under(pose) == TwoRoomsGrid.Content.BLUE;
                case GREEN -> pose -> TwoRoomsGrid.under(pose) == TwoRoomsGrid.Content.GREEN;
            };
        }

        /** A shortest plan, as it is written to the file. */
        int[] plan() { // [pose]
            return TwoRoomsPlans.actions(goal(), pose -> TwoRoomsGrid.room(pose) == room);
        }
    }

    private static final int[][] ACTIONS = read(); // [option, pose]

    private TwoRoomsOptions() {}

    static int count() {
        return ACTIONS.length;
    }

    /** The literal action that an option takes. */
    static int action(int option, int pose) {
        return ACTIONS[option][pose];
    }

    private static int[][] read() { // [option, pose]
        try (InputStream stream = TwoRoomsOptions.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(FILE + " is not beside " + TwoRoomsOptions.class.getName());
            }
            List<String> lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            return lines.stream().map(TwoRoomsOptions::parse).toArray(int[][]::new);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int[] parse(String line) { // [pose]
        int[] actions =
                line.substring(line.indexOf(' ') + 1).chars().map(c -> c - '0').toArray();
        if (actions.length != TwoRoomsGrid.POSES) {
            throw new IllegalStateException(FILE + ": expected " + TwoRoomsGrid.POSES + " actions, got " + line);
        }
        return actions;
    }
}
