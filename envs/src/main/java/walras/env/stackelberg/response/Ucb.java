package walras.env.stackelberg.response;

/**
 * Upper confidence bounds: plays the largest {@code mean(b) + sqrt(2 ln(1/delta) / count(b))}, unvisited actions first, ties to the
 * lowest index. The table holds sums of payoffs, the auxiliary array counts.
 *
 * @param delta failure probability; Yu and Chen write delta / T here
 */
public record Ucb(double delta) implements LearningRule {

    public Ucb {
        if (!(delta > 0 && delta <= 1)) {
            throw new IllegalArgumentException("delta: expected 0 < delta <= 1, got " + delta);
        }
    }

    @Override
    public boolean bandit() {
        return true;
    }

    @Override
    public void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions; a++) {
            double index = index(table[at + a], auxiliary[at + a]);
            if (index > highest) {
                highest = index;
                best = a;
            }
        }
        for (int a = 0; a < actions; a++) {
            mixed[to + a] = a == best ? 1 : 0;
        }
    }

    @Override
    public int favourite(double[] table, double[] auxiliary, int at, int actions) {
        int best = 0;
        for (int a = 1; a < actions; a++) {
            if (mean(table[at + a], auxiliary[at + a]) > mean(table[at + best], auxiliary[at + best])) {
                best = a;
            }
        }
        return best;
    }

    private static double mean(double sum, double count) {
        return count == 0 ? Double.NEGATIVE_INFINITY : sum / count;
    }

    double index(double sum, double count) {
        return count == 0 ? Double.POSITIVE_INFINITY : sum / count + Math.sqrt(-2 * Math.log(delta) / count);
    }

    @Override
    public void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view) {
        table[at + view.played] += view.utility[view.from + view.played];
        auxiliary[at + view.played]++;
    }
}
