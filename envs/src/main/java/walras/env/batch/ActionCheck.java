package walras.env.batch;

import walras.env.GroupTensors;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Space;
import walras.env.Tensor;

/**
 * Holds actions against their spaces, before anything moves. The fast pass only asks whether all is well; the slow one
 * runs when it is not, and finds the first offender to name.
 */
final class ActionCheck {
    private ActionCheck() {}

    /**
     * Checks the actions of some agents of a group.
     *
     * @throws Problem BAD_ACTION that names group, agent, row, what came and what was expected
     */
    static void check(GroupTensors group, int firstAgent, int agents, Rows rows) {
        for (int k = 0; k < group.actions().size(); k++) {
            Tensor tensor = group.actions().get(k);
            Space space = group.group().actions().get(k).space();
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row) && !rowFits(tensor, space, group, row, firstAgent, agents)) {
                    throw offender(tensor, space, group, row, firstAgent, agents);
                }
            }
        }
        if (group.group().masked()) {
            checkMask(group, firstAgent, agents, rows);
        }
    }

    private static boolean rowFits(
            Tensor tensor, Space space, GroupTensors group, int row, int firstAgent, int agents) {
        int size = space.size();
        int start = (row * group.group().agents() + firstAgent) * size;
        boolean fits = true;
        if (space instanceof Space.Box box
                && box.low().size() == 1
                && tensor.dtype().floating()) {
            fits = inside(tensor, start, agents * size, box.low(0), box.high(0));
        } else {
            for (int i = 0; i < agents * size; i++) {
                fits &= elementFits(tensor, space, start + i, i % size);
            }
        }
        return fits || allIdle(tensor, space, group, row, firstAgent, agents);
    }

    private static boolean inside(Tensor tensor, int start, int count, double low, double high) {
        boolean fits = true;
        if (tensor.data() instanceof double[] doubles) {
            for (int i = start; i < start + count; i++) {
                fits &= doubles[i] >= low & doubles[i] <= high & Double.isFinite(doubles[i]);
            }
        } else {
            float[] floats = tensor.f32();
            for (int i = start; i < start + count; i++) {
                fits &= floats[i] >= low & floats[i] <= high & Float.isFinite(floats[i]);
            }
        }
        return fits;
    }

    /** True if every misfit belongs to an agent that need not act; its action is ignored. */
    private static boolean allIdle(
            Tensor tensor, Space space, GroupTensors group, int row, int firstAgent, int agents) {
        int size = space.size();
        int n = group.group().agents();
        byte[] active = group.active().u8();
        for (int i = 0; i < agents * size; i++) {
            int agent = firstAgent + i / size;
            boolean misfit = !elementFits(tensor, space, (row * n + firstAgent) * size + i, i % size);
            if (misfit && active[row * n + agent] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean elementFits(Tensor tensor, Space space, int index, int element) {
        double value = value(tensor, index);
        if (space instanceof Space.Box box) {
            return value >= box.low(element) && value <= box.high(element) && Double.isFinite(value);
        } else if (space instanceof Space.Discrete discrete) {
            return value >= 0 && value < discrete.n();
        } else if (space instanceof Space.MultiDiscrete multi) {
            return value >= 0 && value < multi.nvec().get(element);
        }
        return value == 0 || value == 1;
    }

    private static double value(Tensor tensor, int index) {
        return switch (tensor.dtype()) {
            case U8 -> tensor.u8()[index] & 0xFF;
            case I32 -> tensor.i32()[index];
            case I64 -> tensor.i64()[index];
            case F32 -> tensor.f32()[index];
            case F64 -> tensor.f64()[index];
        };
    }

    private static Problem offender(
            Tensor tensor, Space space, GroupTensors group, int row, int firstAgent, int agents) {
        int size = space.size();
        int n = group.group().agents();
        for (int i = 0; i < agents * size; i++) {
            int agent = firstAgent + i / size;
            int index = (row * n + firstAgent) * size + i;
            if (group.active().u8()[row * n + agent] != 0 && !elementFits(tensor, space, index, i % size)) {
                String expected = expected(tensor.name(), space, i % size);
                Object got = tensor.dtype().floating() ? (Object) value(tensor, index) : (long) value(tensor, index);
                return Problem.action(group.group().name(), row, agent, expected, got);
            }
        }
        throw new IllegalStateException("no offender in row " + row);
    }

    private static String expected(String name, Space space, int element) {
        String what = space.shape().isEmpty() ? name : name + "[" + element + "]";
        if (space instanceof Space.Box box) {
            return box.low(element) + " <= " + what + " <= " + box.high(element) + ", finite";
        }
        return "0 <= " + what + " <= " + (space.choices()[element] - 1);
    }

    private static void checkMask(GroupTensors group, int firstAgent, int agents, Rows rows) {
        int[] chosen = group.actions().get(0).i32(); // [B, n, elements]
        int[] choices = group.group().actions().get(0).space().choices(); // [elements]
        int n = group.group().agents();
        byte[] mask = group.mask().u8(); // [B, n, choices]
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int agent = firstAgent; rows.contains(row) && agent < firstAgent + agents; agent++) {
                int base = (row * n + agent) * group.group().maskLength();
                for (int e = 0; e < choices.length && group.active().u8()[row * n + agent] != 0; e++) {
                    int choice = chosen[(row * n + agent) * choices.length + e];
                    if (mask[base + choice] == 0) {
                        String name = group.group().actions().get(0).name();
                        throw Problem.action(
                                group.group().name(), row, agent, name + " allowed by the action mask", choice);
                    }
                    base += choices[e];
                }
            }
        }
    }
}
