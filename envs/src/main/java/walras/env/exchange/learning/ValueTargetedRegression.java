package walras.env.exchange.learning;

import walras.env.exchange.markov.MarkovModel;

/**
 * Value-targeted regression: {@code V(s')} of the episode that ran is regressed on {@code phi_V(s, b)}, one ridge regression per step,
 * and the bonus is {@code width ||phi_V||_{Sigma^-1}}. With a linear mixture the features are the expectations of V under its M known
 * parts; without, each (state, action) has a regression of its own on V itself, which is the tabular case.
 */
public final class ValueTargetedRegression implements TransitionLearner {
    private final MarkovModel model;
    private final boolean mixture;
    private final int size;
    private final double width;
    private final double[] sigma; // [H or H S A, d, d]
    private final double[] factor; // [H or H S A, d, d]
    private final double[] moment; // [H or H S A, d]
    private final double[] feature; // [d]
    private final double[] solved; // [d]

    /**
     * No observations.
     *
     * @param width radius of the confidence ellipsoid, in units of value
     */
    public ValueTargetedRegression(MarkovModel model, double ridge, double width) {
        this.model = model;
        this.width = width;
        mixture = model.mixture().size() > 0;
        size = mixture ? model.mixture().size() : model.states();
        int blocks = mixture ? model.horizon() : model.markets() * model.actions();
        sigma = new double[blocks * size * size];
        factor = new double[blocks * size * size];
        moment = new double[blocks * size];
        feature = new double[size];
        solved = new double[size];
        for (int k = 0; k < blocks * size; k++) {
            sigma[k * size + k % size] = ridge;
            factor[k * size + k % size] = Math.sqrt(ridge);
        }
    }

    private int block(int step, int state, int action) {
        return mixture ? step : (step * model.states() + state) * model.actions() + action;
    }

    private void load(int step, int state, int action, double[] value /* [H + 1, S] */) {
        int next = (step + 1) * model.states();
        if (!mixture) {
            System.arraycopy(value, next, feature, 0, size);
            return;
        }
        int length = model.transitions().length;
        for (int m = 0; m < size; m++) {
            double sum = 0;
            int row = m * length + model.row(step, state, action);
            for (int t = 0; t < model.states(); t++) {
                sum += model.mixture().parts()[row + t] * value[next + t];
            }
            feature[m] = sum;
        }
    }

    @Override
    public double optimistic(int step, int state, int action, double[] value, int episode) {
        load(step, state, action, value);
        int block = block(step, state, action);
        System.arraycopy(moment, block * size, solved, 0, size);
        lower(block, solved);
        lower(block, feature);
        double mean = 0;
        double norm = 0;
        for (int k = 0; k < size; k++) {
            mean += feature[k] * solved[k];
            norm += feature[k] * feature[k];
        }
        return mean + width * Math.sqrt(norm);
    }

    private void lower(int block, double[] vector /* [d] */) {
        int at = block * size * size;
        for (int j = 0; j < size; j++) {
            for (int k = 0; k < j; k++) {
                vector[j] -= factor[at + j * size + k] * vector[k];
            }
            vector[j] /= factor[at + j * size + j];
        }
    }

    @Override
    public void observe(int step, int state, int action, int next, double[] value) {
        if (step == model.horizon() - 1) {
            return; // nothing follows, so there is nothing to regress on
        }
        load(step, state, action, value);
        int block = block(step, state, action);
        double target = value[(step + 1) * model.states() + next];
        int at = block * size * size;
        for (int j = 0; j < size; j++) {
            moment[block * size + j] += feature[j] * target;
            for (int k = 0; k < size; k++) {
                sigma[at + j * size + k] += feature[j] * feature[k];
            }
        }
        for (int j = 0; j < size; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = sigma[at + j * size + k];
                for (int m = 0; m < k; m++) {
                    sum -= factor[at + j * size + m] * factor[at + k * size + m];
                }
                factor[at + j * size + k] = j == k ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[at + k * size + k];
            }
        }
    }

    @Override
    public void memory(ArrayVisitor visitor) {
        visitor.visit("sigma", sigma);
        visitor.visit("factor", factor);
        visitor.visit("moment", moment);
    }
}
