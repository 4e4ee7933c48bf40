package walras.env.auction;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;
import walras.env.nd4j.Nd4jTable;

/** Records the step of a small deterministic world, whose tables are arithmetic. */
final class Nd4jTabularStep {
    /** From so many jumps of its tables on, the host looks a world's tables up sooner. */
    private static final int JUMPS_MAX = 24;

    private final GlobalMdp mdp;
    private final int[]
            next; // [N * S] primitive by primitive, for neighbouring states often lead to neighbouring states
    private final double[] rewards; // [N * S]
    private final int[] terminal; // [S]

    Nd4jTabularStep(GlobalMdp mdp) {
        this.mdp = mdp;
        int states = mdp.states();
        int pairs = states * mdp.primitives();
        next = IntStream.range(0, pairs)
                .map(at -> mdp.next(mdp.first(at % states * mdp.primitives() + at / states)))
                .toArray();
        rewards = IntStream.range(0, pairs)
                .mapToDouble(at -> mdp.reward(at % states, at / states))
                .toArray();
        terminal = IntStream.range(0, states).map(s -> mdp.terminal(s) ? 1 : 0).toArray();
    }

    /** True if the device steps it. */
    static boolean knows(World world) {
        if (!(world instanceof TabularWorld tables) || !tables.mdp().deterministic()) {
            return false;
        }
        Nd4jTabularStep step = new Nd4jTabularStep(tables.mdp());
        boolean few =
                Arrays.stream(step.rewards).distinct().limit(JUMPS_MAX + 1L).count() <= JUMPS_MAX;
        return few
                && Nd4jTable.jumps(step.next) + Nd4jTable.jumps(step.rewards) + Nd4jTable.jumps(step.terminal)
                        <= JUMPS_MAX;
    }

    /**
     * Records.
     *
     * @param acts [B] 1 where the winner acts, else 0; null where all do
     */
    void record(
            Nd4jProgram program,
            @Nullable INDArray acts, // [B]
            INDArray primitive, // [B]
            INDArray from, // [B]
            INDArray to, // [B]
            INDArray reward, // [B]
            INDArray terminated) { // [B]
        INDArray pair = Nd4jProgram.zeros(from.length());
        program.plusTimes(pair, mdp.states(), primitive, from);
        Nd4jTable tables = new Nd4jTable(program, pair);
        tables.whole(to, next);
        tables.real(reward, rewards);
        new Nd4jTable(program, to).whole(terminated, terminal);
        if (acts != null) {
            program.apply("multiply", reward, reward, acts);
            program.plus(reward, reward, 0); // a negative zero is zero
            program.apply("multiply", terminated, terminated, acts);
            program.apply("subtract", to, to, from);
            program.apply("multiply", to, to, acts);
            program.apply("add", to, to, from);
        }
    }
}
