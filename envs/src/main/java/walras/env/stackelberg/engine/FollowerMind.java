package walras.env.stackelberg.engine;

import java.util.List;
import walras.env.Backend;
import walras.env.stackelberg.response.BestResponse;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.LearningRule;
import walras.env.stackelberg.response.Sweep;
import walras.env.stackelberg.response.TieRule;

/** How the followers of an economy learn. */
public sealed interface FollowerMind {
    FollowerPopulation population(BaseGame game);

    Followers followers(BaseGame game, FollowerPopulation population, OuterState state, int rows, Backend backend);

    /** Whether an ND4J kernel knows such followers. */
    boolean hasNd4j();

    /** Shape of a row's memory. */
    List<Integer> memoryShape(BaseGame game);

    /** A rule of the response kernel and its way to query. */
    record Sweeping(LearningRule rule, Sweep sweep) implements FollowerMind {
        @Override
        public FollowerPopulation population(BaseGame game) {
            return new FollowerPopulation(game.shape(), game.prior(), rule, sweep);
        }

        @Override
        public Followers followers(
                BaseGame game, FollowerPopulation population, OuterState state, int rows, Backend backend) {
            return backend == Backend.ND4J
                    ? new Nd4jSweepFollowers(population, state, rows)
                    : new SweepFollowers(population, state);
        }

        @Override
        public boolean hasNd4j() {
            return rule instanceof Hedge;
        }

        @Override
        public List<Integer> memoryShape(BaseGame game) {
            return List.of(
                    game.shape().followers(), game.shape().types(), game.shape().actions());
        }
    }

    /**
     * Q-learning over information sets, for one follower whose action is a table.
     *
     * @param choices actions at each information set, C
     */
    record Tabular(QLearning rule, int choices) implements FollowerMind {
        @Override
        public FollowerPopulation population(BaseGame game) {
            // The rule never learns: a table follower keeps its own memory, and needs the population for types only.
            return new FollowerPopulation(game.shape(), game.prior(), new BestResponse(TieRule.FIRST, 0), Sweep.EXACT);
        }

        @Override
        public Followers followers(
                BaseGame game, FollowerPopulation population, OuterState state, int rows, Backend backend) {
            return backend == Backend.ND4J
                    ? new Nd4jTableFollowers(rule, state, rows, game.informationSets(), choices)
                    : new TableFollowers(rule, state, rows, game.informationSets(), choices);
        }

        @Override
        public boolean hasNd4j() {
            return true;
        }

        @Override
        public List<Integer> memoryShape(BaseGame game) {
            return List.of(game.informationSets(), choices);
        }
    }
}
