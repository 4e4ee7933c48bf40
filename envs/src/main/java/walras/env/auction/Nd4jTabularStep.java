package walras.env.auction;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/** Records the step of a tabular world into a program: look-ups in tables that stay on the device. Outcomes are padded to the widest pair. */
final class Nd4jTabularStep {
    /** Above the largest draw: an outcome that is never reached. */
    private static final double NEVER = 2;

    private final Nd4jProgram program;
    private final GlobalMdp mdp;
    private final AuctionRules rules;
    private final int rows;
    private final int outcomes;

    Nd4jTabularStep(Nd4jProgram program, GlobalMdp mdp, AuctionRules rules, int rows) {
        this.program = program;
        this.mdp = mdp;
        this.rules = rules;
        this.rows = rows;
        this.outcomes = mdp.outcomesMax();
    }

    private INDArray scratch() { // [B, 1]
        return Nd4jProgram.zeros(rows, 1);
    }

    private INDArray sum(INDArray values) { // [B, k] -> [B, 1]
        INDArray sums = scratch();
        program.reduce("reduce_sum", sums.reshape(rows), values, 1);
        return sums;
    }

    /** All arguments [B, 1] but {@code won} [B, m]. */
    void record(INDArray won, INDArray state, INDArray age, INDArray draw, INDArray reward, INDArray terminated) {
        INDArray acts = program.compare("less", scratch(), age, Nd4jProgram.constant(rules.horizon()));
        INDArray rests = program.apply("subtract", scratch(), Nd4jProgram.constant(1.0), acts);
        INDArray pair = recordPair(won, state);
        INDArray earned = program.gather(scratch(), rewards(), pair);
        // Adding zero turns a negative zero into zero.
        program.apply("add", reward, program.apply("multiply", scratch(), earned, acts), Nd4jProgram.constant(0.0));
        INDArray to = program.gather(scratch(), next(), recordOutcome(pair, draw));
        INDArray ends = program.gather(scratch(), terminal(), to);
        program.apply("multiply", terminated, ends, acts);
        INDArray moved = program.apply("multiply", scratch(), to, acts);
        INDArray kept = program.apply("multiply", scratch(), state, rests);
        program.apply("add", state, moved, kept);
    }

    private INDArray recordPair(INDArray won, INDArray state) { // [B, 1]
        double[] primitive = IntStream.range(0, rules.bidders())
                .mapToDouble(i -> i % mdp.primitives())
                .toArray(); // [m]
        INDArray row = Nd4jProgram.array(primitive, 1, primitive.length);
        INDArray chosen = program.apply("multiply", Nd4jProgram.zeros(won.shape()), won, row);
        INDArray index = sum(chosen);
        INDArray base = program.apply("multiply", scratch(), state, Nd4jProgram.constant(mdp.primitives()));
        return program.apply("add", scratch(), base, index);
    }

    private INDArray recordOutcome(INDArray pair, INDArray draw) { // [B, 1]
        if (outcomes == 1) {
            return pair;
        }
        INDArray chances = Nd4jProgram.zeros(rows, outcomes);
        program.gather(chances, cumulative(), pair);
        INDArray passed = program.compare("greater_equal", Nd4jProgram.zeros(rows, outcomes), draw, chances);
        INDArray count = sum(passed);
        INDArray base = program.apply("multiply", scratch(), pair, Nd4jProgram.constant(outcomes));
        return program.apply("add", scratch(), base, count);
    }

    private int pairs() {
        return mdp.states() * mdp.primitives();
    }

    private INDArray rewards() { // [S * N]
        double[] rewards = IntStream.range(0, pairs())
                .mapToDouble(pair -> mdp.reward(pair / mdp.primitives(), pair % mdp.primitives()))
                .toArray();
        return Nd4jProgram.array(rewards, rewards.length);
    }

    private INDArray terminal() { // [S]
        double[] terminal = IntStream.range(0, mdp.states())
                .mapToDouble(state -> mdp.terminal(state) ? 1 : 0)
                .toArray();
        return Nd4jProgram.array(terminal, terminal.length);
    }

    private INDArray next() { // [S * N * outcomes]
        double[] next = new double[pairs() * outcomes];
        for (int pair = 0; pair < pairs(); pair++) {
            for (int at = mdp.first(pair); at < mdp.first(pair + 1); at++) {
                next[pair * outcomes + at - mdp.first(pair)] = mdp.next(at);
            }
        }
        return Nd4jProgram.array(next, next.length);
    }

    private INDArray cumulative() { // [S * N, outcomes]
        double[] cumulative = new double[pairs() * outcomes];
        Arrays.fill(cumulative, NEVER);
        for (int pair = 0; pair < pairs(); pair++) {
            for (int at = mdp.first(pair); at < mdp.first(pair + 1); at++) {
                cumulative[pair * outcomes + at - mdp.first(pair)] = mdp.cumulative(at);
            }
        }
        return Nd4jProgram.array(cumulative, pairs(), outcomes);
    }
}
