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
    private final int maskLength; // choices of an agent
    private final Part[] parts;

    /** One action tensor; what is asked of its space is asked once. */
    private record Part(Tensor tensor, int purpose, int size, Element[] elements) {}

    /** @param choices 0 for a real number, which lies between low and high */
    private record Element(int choices, int maskOffset, double low, double high) {}

    RandomPolicy(PolicyContext context) {
        group = context.groupTensors();
        random = context.random();
        firstAgent = context.firstAgent();
        agents = context.agents();
        maskLength = group.group().maskLength();
        parts = new Part[group.actions().size()];
        for (int k = 0; k < parts.length; k++) {
            Space space = group.group().actions().get(k).space();
            parts[k] = new Part(group.actions().get(k), k, space.size(), elements(space));
        }
    }

    private static Element[] elements(Space space) { // [size]
        Element[] elements = new Element[space.size()];
        int[] choices = space.choices(); // [size], or [0] for reals
        int mask = 0;
        for (int e = 0; e < elements.length; e++) {
            if (space instanceof Space.Box box) {
                elements[e] = new Element(0, 0, box.low(e), box.high(e));
            } else {
                elements[e] = new Element(choices[e], mask, 0, 0);
                mask += choices[e];
            }
        }
        return elements;
    }

    /** One number after another, over all rows: loops over rows are long, and pay for being set up. */
    @Override
    public void act(Rows rows) {
        for (Part part : parts) {
            for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
                for (int e = 0; e < part.size(); e++) {
                    act(part, agent, agent * part.size() + e, part.elements()[e], rows);
                }
            }
        }
    }

    /** @param index of the number within the row */
    private void act(Part part, int agent, int index, Element element, Rows rows) {
        if (element.choices() > 0 && !group.group().masked() && part.tensor().data() instanceof int[] choices) {
            choose(part, index, element.choices(), rows, choices);
            return;
        }
        int stride = part.tensor().rowSize();
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            double value = element.choices() > 0
                    ? choice(part.purpose(), element, agent, row, index)
                    : real(element, part.purpose(), row, index);
            part.tensor().set(row * stride + index, value);
        }
    }

    private void choose(Part part, int index, int bound, Rows rows, int[] choices) { // choices [B, n, size]
        int stride = part.tensor().rowSize();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                choices[row * stride + index] = random.below(row, part.purpose(), index, bound);
            }
        }
    }

    private int choice(int purpose, Element element, int agent, int row, int index) {
        if (!group.group().masked()) {
            return random.below(row, purpose, index, element.choices());
        }
        byte[] mask = group.mask().u8(); // [B, n, choices]
        int base = (row * group.group().agents() + agent) * maskLength + element.maskOffset();
        int allowed = 0;
        for (int c = 0; c < element.choices(); c++) {
            allowed += mask[base + c] != 0 ? 1 : 0;
        }
        int left = allowed == 0 ? 0 : random.below(row, purpose, index, allowed);
        for (int c = 0; c < element.choices(); c++) {
            if (mask[base + c] != 0 && left-- == 0) {
                return c;
            }
        }
        return 0;
    }

    private double real(Element element, int purpose, int row, int index) {
        double low = element.low();
        double high = element.high();
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
