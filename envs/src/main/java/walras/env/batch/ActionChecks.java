package walras.env.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Nearest;
import walras.env.Rows;
import walras.env.Tensors;

/** The action checks of all groups: space and mask first, then what the economy itself refuses. */
final class ActionChecks {
    private final Dynamics dynamics;
    private final Map<String, ActionCheck> groups = new LinkedHashMap<>();
    private final Range[] unplayed;

    /** Neighbouring agents of a group that no built-in policy plays. */
    record Range(ActionCheck check, String group, int firstAgent, int agents) {}

    ActionChecks(Tensors tensors, Dynamics dynamics, BiPredicate<String, Integer> played, int shownFrom) {
        this.dynamics = dynamics;
        List<Range> found = new ArrayList<>();
        for (GroupTensors group : tensors.groups()) {
            ActionCheck check = new ActionCheck(group, shownFrom);
            groups.put(group.group().name(), check);
            findUnplayed(group.group().name(), group.group().agents(), check, played, found);
        }
        unplayed = found.toArray(Range[]::new);
    }

    private static void findUnplayed(
            String group, int n, ActionCheck check, BiPredicate<String, Integer> played, List<Range> found) {
        for (int first = 0; first < n; first++) {
            int end = first;
            while (end < n && !played.test(group, end)) {
                end++;
            }
            if (end > first) {
                found.add(new Range(check, group, first, end - first));
                first = end;
            }
        }
    }

    /** Some agents, to be checked whenever they have acted. */
    Range range(String group, int firstAgent, int agents) {
        ActionCheck check = groups.get(group);
        if (check == null) {
            throw Nearest.unknown("group", group, groups.keySet());
        }
        return new Range(check, group, firstAgent, agents);
    }

    void check(Range range, Rows rows) {
        range.check().check(range.firstAgent(), range.agents(), rows);
        dynamics.check(rows, range.group());
    }

    void checkUnplayed(Rows rows) {
        for (Range range : unplayed) {
            check(range, rows);
        }
    }
}
