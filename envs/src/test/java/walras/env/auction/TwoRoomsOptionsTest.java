package walras.env.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import walras.env.auction.TwoRoomsOptions.Skill;

/**
 * The shipped sub-policies are the shortest plans that the grid allows, and the file says how good they are. To write the file again:
 *
 * <pre>./mvnw -pl envs test -Dtest=TwoRoomsOptionsTest -Dwalras.regenerate=true</pre>
 */
final class TwoRoomsOptionsTest {
    private static final Path FILE = Path.of("src/main/resources/walras/env/auction", TwoRoomsOptions.FILE);

    @Test
    void file_shippedPlans_areTheShortest() throws IOException {
        StringBuilder text =
                new StringBuilder("# Frozen sub-policies of auction/two-rooms-v0: one literal action per pose.\n");
        for (Skill skill : Skill.values()) {
            text.append(measured(skill));
        }
        for (Skill skill : Skill.values()) {
            text.append(skill.name().toLowerCase(Locale.ROOT)).append(' ');
            text.append(Arrays.stream(skill.plan()).mapToObj(Integer::toString).collect(Collectors.joining()));
            text.append('\n');
        }
        if (Boolean.getBoolean("walras.regenerate")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text);
        }
        assertEquals(Files.readString(FILE), text.toString());
    }

    /** Specification section 2.4: 7.43 steps and 0.866 for the door, 4.74 and 0.915 for a tile. */
    @Test
    void plans_fromTheirRooms_takeThePublishedSteps() {
        assertEquals(7.43, TwoRoomsPlans.meanSteps(Skill.DOOR.goal(), 1), 0.005);
        assertEquals(4.74, TwoRoomsPlans.meanSteps(Skill.GREEN.goal(), 2), 0.005);
        assertEquals(4.74, TwoRoomsPlans.meanSteps(Skill.BLUE.goal(), 2), 0.005);
    }

    private static String measured(Skill skill) {
        int[] starts = TwoRoomsPlans.starts(skill.room());
        int[] plan = skill.plan(); // [pose]
        double steps = 0;
        double reward = 0;
        int successes = 0;
        for (int start : starts) {
            int pose = start;
            int k = 1;
            for (; plan[pose] != TwoRoomsGrid.DONE && k < TwoRoomsStep.CLOCK_MAX; k++) {
                pose = TwoRoomsGrid.next(pose, plan[pose]);
            }
            boolean success = skill.goal().test(pose);
            successes += success ? 1 : 0;
            steps += k;
            reward += success ? TwoRoomsStep.reward(k) : 0;
        }
        return String.format(
                Locale.ROOT,
                "# %s: %d of %d starts in room %d succeed, mean %.2f steps, mean reward %.4f\n",
                skill.name().toLowerCase(Locale.ROOT),
                successes,
                starts.length,
                skill.room(),
                steps / starts.length,
                reward / starts.length);
    }
}
