package walras.env.batch;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.Space;
import walras.env.Tensor;

/**
 * Plays uniformly over the action space, within the action mask where there is one. As Gymnasium samples: a real without
 * bounds is standard normal, with one bound it is a standard exponential away from it.
 */
final class RandomPolicy implements Policy {
    private final GroupTensors group;
    private final RowRandom random;
    private final int firstAgent;
    private final int agents;

    RandomPolicy(PolicyContext context) {
        group = context.groupTensors();
        random = context.random();
        firstAgent = context.firstAgent();
        agents = context.agents();
    }

    @Override
    public void act(Rows rows) {
        for (int purpose = 0; purpose < group.actions().size(); purpose++) {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    actRow(purpose, row);
                }
            }
        }
    }

    private void actRow(int purpose, int row) {
        Tensor tensor = group.actions().get(purpose);
        Space space = group.group().actions().get(purpose).space();
        int[] choices = space.choices(); // [size], or [0] for reals
        int size = space.size();
        for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
            int start = (row * group.group().agents() + agent) * size;
            int mask = 0;
            for (int e = 0; e < size; e++) {
                int index = agent * size + e;
                if (choices.length == 0) {
                    tensor.set(start + e, real((Space.Box) space, e, purpose, row, index));
                } else {
                    tensor.set(start + e, choice(choices[e], mask, agent, purpose, row, index));
                    mask += choices[e];
                }
            }
        }
    }

    private int choice(int choices, int offset, int agent, int purpose, int row, int index) {
        if (!group.group().masked()) {
            return random.below(row, purpose, index, choices);
        }
        byte[] mask = group.mask().u8(); // [B, n, choices]
        int base = (row * group.group().agents() + agent) * group.group().maskLength() + offset;
        int allowed = 0;
        for (int c = 0; c < choices; c++) {
            allowed += mask[base + c] != 0 ? 1 : 0;
        }
        int left = allowed == 0 ? 0 : random.below(row, purpose, index, allowed);
        for (int c = 0; c < choices; c++) {
            if (mask[base + c] != 0 && left-- == 0) {
                return c;
            }
        }
        return 0;
    }

    private double real(Space.Box box, int element, int purpose, int row, int index) {
        double low = box.low(element);
        double high = box.high(element);
        if (Double.isInfinite(low) && Double.isInfinite(high)) {
            return random.normal(row, purpose, index);
        }
        double u = random.uniform(row, purpose, index);
        if (Double.isInfinite(low)) {
            return high + StrictMath.log1p(-u);
        } else if (Double.isInfinite(high)) {
            return low - StrictMath.log1p(-u);
        }
        return low + u * (high - low);
    }
}
