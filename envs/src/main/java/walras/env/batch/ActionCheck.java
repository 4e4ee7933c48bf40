package walras.env.batch;

import walras.env.GroupTensors;
import walras.env.Problem;
import walras.env.Rows;

/**
 * Holds the actions of one group against their spaces and masks, before anything moves. The fast pass only asks whether
 * all is well; the slow one runs when it is not, leaves out rows and agents that need not act, and names the first
 * offender.
 */
final class ActionCheck {
    private final GroupTensors group;
    private final int shownFrom;
    private final int n;
    private final boolean masked;
    private final TensorBounds[] bounds;
    private final int[] choices; // [elements] of the masked action

    /** @param shownFrom what errors add to a row's index */
    ActionCheck(GroupTensors group, int shownFrom) {
        this.shownFrom = shownFrom;
        this.group = group;
        n = group.group().agents();
        masked = group.group().masked();
        bounds = new TensorBounds[group.actions().size()];
        for (int k = 0; k < bounds.length; k++) {
            bounds[k] = new TensorBounds(
                    group.actions().get(k), group.group().actions().get(k).space());
        }
        choices = masked ? group.group().actions().get(0).space().choices() : new int[0];
    }

    /**
     * Checks some agents of the group.
     *
     * @throws Problem BAD_ACTION that names group, agent, row, what came and what was expected
     */
    void check(int firstAgent, int agents, Rows rows) {
        for (TensorBounds tensor : bounds) {
            if (!fit(tensor, firstAgent, agents, rows)) {
                refuseOffender(tensor, firstAgent, agents, rows);
            }
        }
        if (masked) {
            checkMask(firstAgent, agents, rows);
        }
    }

    private boolean fit(TensorBounds tensor, int firstAgent, int agents, Rows rows) {
        int size = tensor.size();
        if (agents == n) {
            return tensor.fit(rows.from() * n * size, rows.to() * n * size);
        }
        boolean fit = true;
        for (int row = rows.from(); row < rows.to(); row++) {
            int start = (row * n + firstAgent) * size;
            fit &= tensor.fit(start, start + agents * size);
        }
        return fit;
    }

    private void refuseOffender(TensorBounds tensor, int firstAgent, int agents, Rows rows) {
        int size = tensor.size();
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
                int start = (row * n + agent) * size;
                for (int index = start; mustAct(rows, row, agent) && index < start + size; index++) {
                    if (!tensor.fits(index)) {
                        throw Problem.action(
                                group.group().name(),
                                shownFrom + row,
                                agent,
                                tensor.expected(index),
                                tensor.shown(index));
                    }
                }
            }
        }
    }

    private boolean mustAct(Rows rows, int row, int agent) {
        return rows.contains(row) && group.active().u8()[row * n + agent] != 0;
    }

    private void checkMask(int firstAgent, int agents, Rows rows) {
        int[] chosen = group.actions().get(0).i32(); // [B, n, elements]
        byte[] mask = group.mask().u8(); // [B, n, choices]
        int length = group.group().maskLength();
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
                int base = (row * n + agent) * length;
                for (int e = 0; e < choices.length && mustAct(rows, row, agent); e++) {
                    int choice = chosen[(row * n + agent) * choices.length + e];
                    if (mask[base + choice] == 0) {
                        String name = group.group().actions().get(0).name();
                        throw Problem.action(
                                group.group().name(),
                                shownFrom + row,
                                agent,
                                name + " allowed by the action mask",
                                choice);
                    }
                    base += choices[e];
                }
            }
        }
    }
}
