package walras.server.bench;

import java.util.SplittableRandom;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.GroupTensors;
import walras.env.Registry;
import walras.env.Tensor;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.RowWorkers;

/** Steps of an environment at its defaults, with actions that were drawn before: sets of them, taken in turn and copied in. */
final class GivenSteps implements Work {
    private static final int SETS = 4;
    private static final int COMPARED_STEPS = 64;

    private final Batch batch;
    private final Tensor actions; // [B, n]
    private final Tensor[] sets; // [sets] of [B, n]
    private int steps;

    GivenSteps(String environment, int rows, RowWorkers workers, Backend backend) {
        Environment found = Registry.discover().find(environment);
        Economy economy = found.economy(found.options().defaults());
        batch = Batch.of(economy)
                .rows(rows)
                .seed(1)
                .workers(workers)
                .backend(backend)
                .autoreset(AutoresetMode.NEXT_STEP)
                .build();
        batch.reset(null, null);
        actions = group().actions().get(0);
        sets = new Tensor[SETS];
        SplittableRandom random = new SplittableRandom(1);
        for (int k = 0; k < SETS; k++) {
            sets[k] = drawn(random);
        }
    }

    private Tensor drawn(SplittableRandom random) { // [B, n]
        Tensor set = Tensor.zeros(actions.name(), actions.dtype(), batch.rows(), actions.rowShape());
        for (int at = 0; at < batch.rows() * actions.rowSize(); at++) {
            if (set.dtype() == DType.F64) {
                set.f64()[at] = random.nextDouble();
            } else {
                set.i32()[at] = random.nextInt(2);
            }
        }
        return set;
    }

    private GroupTensors group() {
        return batch.tensors().groups().get(0);
    }

    /** Whether the environment has such a kernel. */
    boolean knows(Backend backend) {
        return batch.economy().backends().contains(backend);
    }

    @Override
    public long run() {
        Tensor set = sets[steps++ % SETS];
        System.arraycopy(set.data(), 0, actions.data(), 0, batch.rows() * actions.rowSize());
        batch.step();
        return batch.rows();
    }

    /** The same actions for a plain loop. */
    Work with(PlainWorld loop) {
        int[] taken = {0}; // [1]
        return () -> {
            loop.step(sets[taken[0]++ % SETS]);
            return batch.rows();
        };
    }

    /**
     * Plays both from the beginning; to be called before anything else is.
     *
     * @throws IllegalStateException if any number differs
     */
    void compare(PlainWorld loop) {
        Work other = with(loop);
        Tensor seen = group().observations().get(0);
        for (int step = 0; step < COMPARED_STEPS; step++) {
            run();
            other.run();
            for (int row = 0; row < batch.rows(); row++) {
                same("terminated", step, row, batch.tensors().terminated().u8()[row], loop.terminated()[row]);
                same("truncated", step, row, batch.tensors().truncated().u8()[row], loop.truncated()[row]);
            }
            for (int at = 0; at < batch.rows() * actions.rowSize(); at++) {
                same("observation", step, at, seen.i32()[at], loop.observation()[at]);
                same("reward", step, at, group().reward().f64()[at], loop.reward()[at]);
            }
        }
    }

    private static void same(String what, int step, int at, double engine, double loop) {
        if (engine != loop) {
            throw new IllegalStateException(
                    what + "[" + at + "] in step " + step + ": the engine has " + engine + ", the plain loop " + loop);
        }
    }
}
