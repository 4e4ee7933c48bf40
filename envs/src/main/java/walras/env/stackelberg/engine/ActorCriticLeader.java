package walras.env.stackelberg.engine;

import java.util.Arrays;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/**
 * Policy gradient with a central critic, one learner per row.
 *
 * <p>The actor is a softmax over answers at every information set, and draws one answer per set and episode. The critic is linear in
 * features of the information set alone ({@code none}), with the phase ({@code flag}), or with the phase, the progress and the
 * followers' memory as well ({@code full}). Returns are Monte Carlo, undiscounted. For a set s with visits t, and only those that the
 * privileged tensor {@code learn} gives to the learner:
 *
 * <pre>
 * advantage(s) = mean over t of (rewards from t on - v . f_t)
 * logit(s, a) += actor rate * (1{a played} - pi(a)) * advantage(s) + entropy * pi(a) * (-ln pi(a) - H(pi))
 * v           += critic rate * sum of (rewards from t on - v . f_t) f_t / sum of |f_t|^2
 * </pre>
 *
 * <p>Rewards from t on are the episode's return less what was earned before t, so that running sums suffice and no transition is kept.
 */
final class ActorCriticLeader implements Policy {
    /** What a critic is shown. */
    enum Sight {
        NONE,
        FLAG,
        FULL
    }

    private final AnswerGrid grid;
    private final CriticFeatures features;
    private final ActorCriticRates rates;
    private final RowRandom random;
    private final int sets; // K
    private final int choices; // M
    private final int width; // F
    private final double[] reward; // [B, 1]
    private final byte[] over; // [B]
    private final byte[] cut; // [B]
    private final int[] learn; // [B]

    private final double[] logit; // [B, K, M]
    private final double[] critic; // [B, F]
    private final int[] answer; // [B, K], -1 where none was drawn in this episode
    private final double[] earned; // [B] so far in this episode
    private final int[] visits; // [B, K]
    private final double[] shortfall; // [B, K] sum over visits of -(earned before + value)
    private final double[] featureSum; // [B, F]
    private final double[] featureError; // [B, F] sum over visits of -(earned before + value) f
    private final double[] featureSquare; // [B]
    private final long[] episodes; // [B]
    private final ThreadLocal<Scratch> scratches;

    /** One thread's memory. */
    private static final class Scratch {
        final double[] mixed; // [M]
        final double[] seen; // [F]

        Scratch(int choices, int width) {
            mixed = new double[choices];
            seen = new double[width];
        }
    }

    ActorCriticLeader(PolicyContext context, AnswerGrid grid, CriticFeatures features, ActorCriticRates rates) {
        this.grid = grid;
        this.features = features;
        this.rates = rates;
        random = context.random();
        Tensors tensors = context.tensors();
        int rows = tensors.rows();
        sets = grid.sets();
        choices = grid.choices();
        width = features.width();
        reward = context.groupTensors().reward().f64();
        over = tensors.terminated().u8();
        cut = tensors.truncated().u8();
        learn = tensors.privileged("learn").i32();
        logit = new double[rows * sets * choices];
        critic = new double[rows * width];
        answer = new int[rows * sets];
        earned = new double[rows];
        visits = new int[rows * sets];
        shortfall = new double[rows * sets];
        featureSum = new double[rows * width];
        featureError = new double[rows * width];
        featureSquare = new double[rows];
        episodes = new long[rows];
        scratches = ThreadLocal.withInitial(() -> new Scratch(choices, width));
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                forget(row);
            }
        }
    }

    private void forget(int row) {
        Arrays.fill(answer, row * sets, (row + 1) * sets, -1);
        Arrays.fill(visits, row * sets, (row + 1) * sets, 0);
        Arrays.fill(shortfall, row * sets, (row + 1) * sets, 0);
        Arrays.fill(featureSum, row * width, (row + 1) * width, 0);
        Arrays.fill(featureError, row * width, (row + 1) * width, 0);
        featureSquare[row] = 0;
        earned[row] = 0;
    }

    @Override
    public void act(Rows rows) {
        Scratch scratch = scratches.get();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int set = grid.set(row);
                int at = row * sets + set;
                if (answer[at] < 0) {
                    answer[at] = training(row) ? draw(row, set, scratch.mixed) : favourite(at);
                }
                grid.play(row, answer[at]);
                if (training(row) && learn[row] != 0) {
                    visit(row, set, scratch.seen);
                }
            }
        }
    }

    private boolean training(int row) {
        return episodes[row] < rates.trainEpisodes();
    }

    private int draw(int row, int set, double[] mixed) { // [M]
        softmax((row * sets + set) * choices, mixed);
        return random.choose(row, 0, set, mixed, 0, choices);
    }

    private int favourite(int at) {
        int best = 0;
        for (int a = 1; a < choices; a++) {
            best = logit[at * choices + a] > logit[at * choices + best] ? a : best;
        }
        return best;
    }

    private void softmax(int from, double[] mixed) { // [M]
        double top = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < choices; a++) {
            top = Math.max(top, logit[from + a]);
        }
        double total = 0;
        for (int a = 0; a < choices; a++) {
            mixed[a] = Math.exp(logit[from + a] - top);
            total += mixed[a];
        }
        for (int a = 0; a < choices; a++) {
            mixed[a] /= total;
        }
    }

    private void visit(int row, int set, double[] seen) { // [F]
        features.write(row, set, seen);
        double value = 0;
        for (int f = 0; f < width; f++) {
            value += critic[row * width + f] * seen[f];
        }
        double missing = -(earned[row] + value);
        visits[row * sets + set]++;
        shortfall[row * sets + set] += missing;
        for (int f = 0; f < width; f++) {
            featureSum[row * width + f] += seen[f];
            featureError[row * width + f] += missing * seen[f];
            featureSquare[row] += seen[f] * seen[f];
        }
    }

    @Override
    public void learn(Rows rows) {
        double[] mixed = scratches.get().mixed;
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                earned[row] += reward[row];
                if ((over[row] | cut[row]) != 0) {
                    if (training(row)) {
                        improve(row, mixed);
                    }
                    episodes[row]++;
                }
            }
        }
    }

    private void improve(int row, double[] mixed) { // [M]
        for (int s = 0; s < sets; s++) {
            int at = row * sets + s;
            if (visits[at] > 0) {
                double advantage = earned[row] + shortfall[at] / visits[at];
                improve(at * choices, answer[at], advantage, mixed);
            }
        }
        if (featureSquare[row] > 0) {
            double scale = rates.critic() / featureSquare[row];
            for (int f = row * width; f < (row + 1) * width; f++) {
                critic[f] += scale * (earned[row] * featureSum[f] + featureError[f]);
            }
        }
    }

    private void improve(int from, int played, double advantage, double[] mixed) { // [M]
        softmax(from, mixed);
        double entropy = 0;
        for (int a = 0; a < choices; a++) {
            entropy -= mixed[a] > 0 ? mixed[a] * Math.log(mixed[a]) : 0;
        }
        for (int a = 0; a < choices; a++) {
            double surprise = mixed[a] > 0 ? -Math.log(mixed[a]) - entropy : 0;
            logit[from + a] += rates.actor() * ((a == played ? 1 : 0) - mixed[a]) * advantage
                    + rates.actor() * rates.entropy() * mixed[a] * surprise;
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("leader.logit", logit);
        visitor.doubles("leader.critic", critic);
        visitor.ints("leader.answer", answer);
        visitor.doubles("leader.earned", earned);
        visitor.ints("leader.visits", visits);
        visitor.doubles("leader.shortfall", shortfall);
        visitor.doubles("leader.feature_sum", featureSum);
        visitor.doubles("leader.feature_error", featureError);
        visitor.doubles("leader.feature_square", featureSquare);
        visitor.longs("leader.episodes", episodes);
    }
}
