package walras.env.stackelberg.engine;

import java.util.List;
import walras.env.stackelberg.response.BestResponse;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.LearningRule;
import walras.env.stackelberg.response.Sweep;
import walras.env.stackelberg.response.TieRule;

/** How the followers of an economy learn. */
public sealed interface FollowerMind {
    FollowerPopulation population(BaseGame game);

    Followers followers(BaseGame game, FollowerPopulation population, OuterState state, int rows);

    /** Shape of a row's memory. */
    List<Integer> memoryShape(BaseGame game);

    /** A rule of the response kernel and its way to query. */
    record Sweeping(LearningRule rule, Sweep sweep) implements FollowerMind {
        @Override
        public FollowerPopulation population(BaseGame game) {
            return new FollowerPopulation(game.shape(), game.prior(), rule, sweep);
        }

        @Override
        public Followers followers(BaseGame game, FollowerPopulation population, OuterState state, int rows) {
            return new SweepFollowers(population, state);
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
            return new FollowerPopulation(game.shape(), game.prior(), new BestResponse(TieRule.FIRST), Sweep.EXACT);
        }

        @Override
        public Followers followers(BaseGame game, FollowerPopulation population, OuterState state, int rows) {
            return new TableFollowers(rule, state, rows, game.informationSets(), choices);
        }

        @Override
        public List<Integer> memoryShape(BaseGame game) {
            return List.of(game.informationSets(), choices);
        }
    }
}
