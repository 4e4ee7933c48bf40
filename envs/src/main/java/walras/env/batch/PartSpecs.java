package walras.env.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Problem;
import walras.env.Space;
import walras.env.TensorSpec;

/**
 * What economies must have in common to be the parts of one batch: whatever decides how their frames are laid out and read.
 * Bounds, rewards, sentences, policies and time limits may differ.
 */
public final class PartSpecs {
    private PartSpecs() {}

    /**
     * Refuses a part whose frames would be laid out otherwise than those of the first.
     *
     * @param where names the part in the error
     * @throws Problem BAD_REQUEST that names the first difference
     */
    public static void requireAlike(String where, EconomySpec first, EconomySpec other) {
        require(where + ": groups", names(first), names(other));
        for (int g = 0; g < first.groups().size(); g++) {
            Group one = first.groups().get(g);
            Group two = other.groups().get(g);
            String group = where + ": " + one.name();
            require(group + ": agents", one.agents(), two.agents());
            require(group + ": planner", one.planner(), two.planner());
            require(group + ": action mask", one.masked(), two.masked());
            requireTensors(group + ": observation ", one.observations(), two.observations());
            requireTensors(group + ": action ", one.actions(), two.actions());
        }
        require(where + ": metrics", metrics(first), metrics(other));
        requireTensors(where + ": privileged ", first.privileged(), other.privileged());
    }

    /** True if {@link #requireAlike} accepts the pair. */
    public static boolean alike(EconomySpec first, EconomySpec other) {
        try {
            requireAlike("", first, other);
            return true;
        } catch (Problem differ) {
            return false;
        }
    }

    private static List<String> names(EconomySpec spec) {
        return spec.groups().stream().map(Group::name).toList();
    }

    private static List<String> metrics(EconomySpec spec) {
        return spec.metrics().stream()
                .map(metric -> metric.group().isEmpty() ? metric.name() : metric.group() + "/" + metric.name())
                .toList();
    }

    private static void requireTensors(String where, List<TensorSpec> one, List<TensorSpec> two) {
        require(
                where + "tensors",
                one.stream().map(TensorSpec::name).toList(),
                two.stream().map(TensorSpec::name).toList());
        for (int k = 0; k < one.size(); k++) {
            Space left = one.get(k).space();
            Space right = two.get(k).space();
            if (!left.equals(right)) {
                require(where + one.get(k).name(), shape(left), shape(right));
            }
        }
    }

    /** Everything of a space but its bounds. */
    private static String shape(Space space) {
        String kind = space.getClass().getSimpleName() + " " + space.dtype() + " " + space.shape();
        boolean counted = space instanceof Space.Discrete || space instanceof Space.MultiDiscrete;
        return counted ? kind + " of " + Arrays.toString(space.choices()) : kind;
    }

    private static void require(String where, Object expected, Object got) {
        if (!expected.equals(got)) {
            throw Problem.request(where, "as of part 0, " + expected, got);
        }
    }

    /** What a participant of all parts sees: the first one's, with bounds that hold in every part; 0 for a limit that one lacks. */
    public static EconomySpec hull(List<EconomySpec> specs) {
        EconomySpec first = specs.get(0);
        List<EconomySpec> distinct = specs.stream().distinct().toList();
        if (distinct.size() == 1) {
            return first;
        }
        List<Group> groups = new ArrayList<>();
        for (int g = 0; g < first.groups().size(); g++) {
            int index = g;
            groups.add(hullOfGroups(
                    distinct.stream().map(spec -> spec.groups().get(index)).toList()));
        }
        boolean limited = distinct.stream().allMatch(spec -> spec.timeLimit() > 0);
        int limit = distinct.stream().mapToInt(EconomySpec::timeLimit).max().orElseThrow();
        List<Metric> metrics = first.metrics();
        List<TensorSpec> privileged =
                hullOfTensors(distinct.stream().map(EconomySpec::privileged).toList());
        return new EconomySpec(
                groups, metrics, privileged, first.policies(), first.resetOptions(), limited ? limit : 0);
    }

    private static Group hullOfGroups(List<Group> groups) {
        Group first = groups.get(0);
        return new Group(
                first.name(),
                first.agents(),
                first.planner(),
                hullOfTensors(groups.stream().map(Group::observations).toList()),
                hullOfTensors(groups.stream().map(Group::actions).toList()),
                first.masked(),
                groups.stream().mapToDouble(Group::rewardLow).min().orElseThrow(),
                groups.stream().mapToDouble(Group::rewardHigh).max().orElseThrow(),
                first.sentence());
    }

    private static List<TensorSpec> hullOfTensors(List<List<TensorSpec>> parts) {
        List<TensorSpec> hull = new ArrayList<>();
        for (int k = 0; k < parts.get(0).size(); k++) {
            int index = k;
            TensorSpec first = parts.get(0).get(k);
            List<Space> spaces = parts.stream()
                    .map(part -> part.get(index).space())
                    .distinct()
                    .toList();
            hull.add(new TensorSpec(first.name(), hullOfSpaces(spaces), first.unit(), first.sentence()));
        }
        return hull;
    }

    private static Space hullOfSpaces(List<Space> spaces) {
        if (spaces.size() == 1 || !(spaces.get(0) instanceof Space.Box first)) {
            return spaces.get(0);
        }
        List<Space.Box> boxes = spaces.stream().map(Space.Box.class::cast).toList();
        boolean one = boxes.stream().allMatch(box -> box.low().size() == 1);
        List<Double> low = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        for (int e = 0; e < (one ? 1 : first.size()); e++) {
            int element = e;
            low.add(boxes.stream().mapToDouble(box -> box.low(element)).min().orElseThrow());
            high.add(boxes.stream().mapToDouble(box -> box.high(element)).max().orElseThrow());
        }
        return new Space.Box(first.dtype(), first.shape(), low, high);
    }
}
