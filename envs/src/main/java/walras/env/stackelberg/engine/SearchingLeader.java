package walras.env.stackelberg.engine;

import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Plays what a search proposes, an episode each, while it trains, and what the search found best afterwards. */
final class SearchingLeader implements Policy {
    private final AnswerGrid grid;
    private final CommitmentSearch search;
    private final long trainEpisodes;
    private final RowRandom random;
    private final double[] reward; // [B, 1]
    private final byte[] over; // [B] terminated
    private final byte[] cut; // [B] truncated
    private final int[] answers; // [B, K]
    private final double[] earned; // [B]
    private final long[] episodes; // [B] finished

    SearchingLeader(PolicyContext context, AnswerGrid grid, CommitmentSearch search, long trainEpisodes) {
        this.grid = grid;
        this.search = search;
        this.trainEpisodes = trainEpisodes;
        random = context.random();
        Tensors tensors = context.tensors();
        reward = context.groupTensors().reward().f64();
        over = tensors.terminated().u8();
        cut = tensors.truncated().u8();
        answers = new int[tensors.rows() * grid.sets()];
        earned = new double[tensors.rows()];
        episodes = new long[tensors.rows()];
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                earned[row] = 0;
                int at = row * grid.sets();
                if (episodes[row] < trainEpisodes) {
                    search.propose(row, random, answers, at);
                } else {
                    search.best(row, answers, at);
                }
            }
        }
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                grid.play(row, answers[row * grid.sets() + grid.set(row)]);
            }
        }
    }

    @Override
    public void learn(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                earned[row] += reward[row];
                if ((over[row] | cut[row]) != 0) {
                    if (episodes[row] < trainEpisodes) {
                        search.learn(row, earned[row], answers, row * grid.sets());
                    }
                    episodes[row]++;
                }
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("leader.answers", answers);
        visitor.doubles("leader.earned", earned);
        visitor.longs("leader.episodes", episodes);
        search.state(visitor);
    }
}
