package walras.env.stackelberg.response;

/**
 * Two Hedge followers without types and with two actions each: the kernel's hot special case.
 *
 * <p>Only the odds of the first action count. A sampled sweep against reference b multiplies the odds of follower i by
 * {@code (1 + rate)^(u_i(0, b) - u_i(1, b))}, one of two numbers known before the first update, so that an update is two draws, two
 * comparisons and two products, all in registers. An exact sweep adds to the log-odds what is linear in the other's mixed strategy,
 * which takes one exponential per follower instead of one per action. Draws are those of the general loop, so both paths meet the same
 * references, and differ by rounding only. Odds stay within 1e200 and 1e-200, as the general loop's floor has it.
 */
final class HedgeDuel {
    private static final double LIMIT = 1e200;
    private static final double LOG_LIMIT = Math.log(LIMIT);

    private HedgeDuel() {}

    static boolean fits(FollowerPopulation population, FollowerState state) {
        ResponseShape shape = population.shape();
        return population.rule() instanceof Hedge
                && shape.followers() == 2
                && shape.types() == 1
                && shape.actions() == 2
                && !state.tracksRegret()
                && state.playSize == 0;
    }

    static void respond(
            FollowerPopulation population, FollowerState state, InducedGame game, int row, long key, int updates) {
        double step = Math.log1p(((Hedge) population.rule()).rate());
        double[] payoff = game.payoff();
        int first = game.payoffAt(row, 0, 0);
        int second = game.payoffAt(row, 1, 0);
        // Gain of action 0 over action 1, times the step, against the other's action 0 and 1.
        double first0 = step * (payoff[first] - payoff[first + 2]);
        double first1 = step * (payoff[first + 1] - payoff[first + 3]);
        double second0 = step * (payoff[second] - payoff[second + 1]);
        double second1 = step * (payoff[second + 2] - payoff[second + 3]);
        if (population.sweep() == Sweep.SAMPLED) {
            sampled(state, row, key, updates, growth(first0), growth(first1), growth(second0), growth(second1));
        } else {
            exact(state, row, updates, first0, first1, second0, second1);
        }
        state.updates[row] += updates;
        state.visits[2 * row] += updates;
        state.visits[2 * row + 1] += updates;
    }

    private static void sampled(
            FollowerState state,
            int row,
            long key,
            int updates,
            double first0,
            double first1,
            double second0,
            double second1) {
        double first = odds(state, 4 * row);
        double second = odds(state, 4 * row + 2);
        long counter = 3L * state.updates[row];
        int block = block(first0, first1, second0, second1);
        for (int k = 0; k < updates; ) {
            int until = Math.min(updates, k + block);
            for (; k < until; k++, counter += 3) {
                // 0 where action 0 is drawn, else 1: a sign instead of a branch, which would be mispredicted half of
                // the time.
                double firstDraw = sign(first - Draws.uniform(key, counter + 1) * (1 + first));
                double secondDraw = sign(second - Draws.uniform(key, counter + 2) * (1 + second));
                first *= first0 + secondDraw * (first1 - first0);
                second *= second0 + firstDraw * (second1 - second0);
            }
            first = Math.min(LIMIT, Math.max(1 / LIMIT, first));
            second = Math.min(LIMIT, Math.max(1 / LIMIT, second));
        }
        keep(state, 4 * row, first);
        keep(state, 4 * row + 2, second);
    }

    /** Factor of the odds, finite and positive whatever the payoffs. */
    private static double growth(double gain) {
        return Math.exp(Math.min(700, Math.max(-700, gain)));
    }

    private static double sign(double value) {
        return Double.doubleToRawLongBits(value) >>> 63;
    }

    /** Updates that cannot take odds from the limit out of the range of numbers. */
    private static int block(double first0, double first1, double second0, double second1) {
        double largest = Math.max(
                Math.max(Math.abs(Math.log(first0)), Math.abs(Math.log(first1))),
                Math.max(Math.abs(Math.log(second0)), Math.abs(Math.log(second1))));
        return (int) Math.max(1, Math.min(256, 200 / largest));
    }

    private static void exact(
            FollowerState state, int row, int updates, double first0, double first1, double second0, double second1) {
        double first = Math.log(odds(state, 4 * row));
        double second = Math.log(odds(state, 4 * row + 2));
        for (int k = 0; k < updates; k++) {
            double firstPlays0 = 1 / (1 + Math.exp(-first));
            double secondPlays0 = 1 / (1 + Math.exp(-second));
            first = clamp(first + first1 + secondPlays0 * (first0 - first1));
            second = clamp(second + second1 + firstPlays0 * (second0 - second1));
        }
        keep(state, 4 * row, Math.exp(first));
        keep(state, 4 * row + 2, Math.exp(second));
    }

    private static double clamp(double logOdds) {
        return Math.min(LOG_LIMIT, Math.max(-LOG_LIMIT, logOdds));
    }

    private static double odds(FollowerState state, int at) {
        return state.table[at] / state.table[at + 1];
    }

    private static void keep(FollowerState state, int at, double odds) {
        double largest = Math.max(odds, 1);
        state.table[at] = odds / largest;
        state.table[at + 1] = 1 / largest;
    }
}
