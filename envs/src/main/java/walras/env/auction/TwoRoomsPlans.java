package walras.env.auction;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Shortest plans of literal actions, by value iteration over poses. */
final class TwoRoomsPlans {
    private static final int UNREACHED = 1 << 20;

    private TwoRoomsPlans() {}

    /** How many actions it takes from each pose to one where {@code done} is right, {@code done} included. */
    static int[] steps(IntPredicate goal) { // [pose]
        int[] steps = new int[TwoRoomsGrid.POSES];
        Arrays.fill(steps, UNREACHED);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int pose = 0; pose < steps.length; pose++) {
                int best = goal.test(pose) ? 1 : steps[pose];
                for (int action = 0; action < TwoRoomsGrid.DONE; action++) {
                    best = Math.min(best, 1 + steps[TwoRoomsGrid.next(pose, action)]);
                }
                changed |= best < steps[pose];
                steps[pose] = best;
            }
        }
        return steps;
    }

    /** A shortest plan as a table, {@code done} where it is right, and {@code done} wherever the plan is not meant for. */
    static int[] actions(IntPredicate goal, IntPredicate domain) { // [pose]
        int[] steps = steps(goal);
        int[] actions = new int[steps.length];
        for (int pose = 0; pose < steps.length; pose++) {
            actions[pose] = TwoRoomsGrid.DONE;
            for (int action = 0; domain.test(pose) && !goal.test(pose) && action < TwoRoomsGrid.DONE; action++) {
                if (steps[TwoRoomsGrid.next(pose, action)] == steps[pose] - 1) {
                    actions[pose] = action;
                    break;
                }
            }
        }
        return actions;
    }

    /** Mean number of actions of a plan over the start poses of a room. */
    static double meanSteps(IntPredicate goal, int room) {
        int[] steps = steps(goal);
        return Arrays.stream(starts(room)).map(pose -> steps[pose]).average().orElseThrow();
    }

    /** Where episodes begin in a room, each pose with the same chance. */
    static int[] starts(int room) { // [starts]
        return IntStream.range(0, TwoRoomsGrid.POSES)
                .filter(pose -> TwoRoomsGrid.begins(pose, room))
                .toArray();
    }
}
