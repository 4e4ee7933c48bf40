package walras.env.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Profile;
import walras.env.Rows;
import walras.env.Solution;
import walras.env.Space;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/**
 * An economy in which one agent's policy says a little more or less than it would: every real number of its actions, or one
 * of them, is multiplied or shifted, within its bounds. A reply that depends on what is seen as the policy does.
 *
 * @param player the agent, which has a seat of its own
 */
record ChangedPolicy(Economy inner, Profile.Player player, Change change) implements Economy {
    private static final double[] FACTORS = {.5, .75, .9, .97, .995, 1.005, 1.03, 1.1, 1.25};
    private static final double[] FACTORS_OF_ONE = {.25, .5, .8, 1.25, 2, 4};
    private static final double[] SHIFTS = {-.1, -.02, .02, .1};
    private static final int NUMBERS_MOST = 8; // of an action, that are changed one by one
    private static final int ALL = -1;

    /** The most that are tried. */
    static final int MOST = 61;

    /**
     * How numbers change.
     *
     * @param number which one, over all action tensors; -1 for all
     * @param shift as a share of the number's range
     */
    record Change(int number, double factor, double shift) {}

    /** Changes to try; none for a policy that draws uniformly, or where no number is real. */
    static List<Change> changes(Profile.Player player) {
        int size = player.group().actions().stream()
                .mapToInt(spec -> spec.space().size())
                .sum();
        boolean real = player.group().actions().stream().anyMatch(spec -> spec.space() instanceof Space.Box);
        List<Change> all = new ArrayList<>();
        if (!real || player.plays(EconomySpec.RANDOM)) {
            return all;
        }
        for (double factor : FACTORS) {
            all.add(new Change(ALL, factor, 0));
        }
        for (double shift : SHIFTS) {
            all.add(new Change(ALL, 1, shift));
        }
        for (int number = 0; number < size && size > 1 && size <= NUMBERS_MOST; number++) {
            for (double factor : FACTORS_OF_ONE) {
                all.add(new Change(number, factor, 0));
            }
        }
        return all;
    }

    @Override
    public EconomySpec spec() {
        return inner.spec();
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return inner.dynamics(tensors, backend);
    }

    @Override
    public Solution solve() {
        return inner.solve();
    }

    @Override
    public Set<Backend> backends() {
        return inner.backends();
    }

    @Override
    public Policy policy(PolicyContext context) {
        Policy own = inner.policy(context);
        boolean changed = context.group().equals(player.group())
                && context.firstAgent() == player.agent()
                && context.agents() == 1;
        return changed ? new Changed(own, context) : own;
    }

    private final class Changed implements Policy {
        private final Policy own;
        private final PolicyContext context;

        Changed(Policy own, PolicyContext context) {
            this.own = own;
            this.context = context;
        }

        @Override
        public void act(Rows rows) {
            own.act(rows);
            int first = 0;
            for (Tensor tensor : context.groupTensors().actions()) {
                Space space = player.group().actions().stream()
                        .filter(spec -> spec.name().equals(tensor.name()))
                        .findFirst()
                        .orElseThrow()
                        .space();
                if (space instanceof Space.Box box) {
                    change(rows, tensor, box, first);
                }
                first += space.size();
            }
        }

        private void change(Rows rows, Tensor tensor, Space.Box box, int first) {
            int size = box.size();
            for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
                for (int e = 0; e < size; e++) {
                    if (change.number() != ALL && change.number() != first + e) {
                        continue;
                    }
                    int at = (row * player.group().agents() + player.agent()) * size + e;
                    double range = box.high(e) - box.low(e);
                    double shift = change.shift() == 0 || Double.isInfinite(range) ? 0 : change.shift() * range;
                    double value = change.factor() * tensor.get(at) + shift;
                    tensor.set(at, Math.min(box.high(e), Math.max(box.low(e), value)));
                }
            }
        }

        @Override
        public void learn(Rows rows) {
            own.learn(rows);
        }

        @Override
        public void begin(Rows rows) {
            own.begin(rows);
        }

        @Override
        public void state(StateVisitor visitor) {
            own.state(visitor);
        }

        @Override
        public boolean rowwise() {
            return own.rowwise();
        }
    }
}
