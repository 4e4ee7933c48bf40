package walras.env.stackelberg.bayesian;

/**
 * A commitment and what types do under it.
 *
 * @param mixtures probability of each action for each message {@code [M, R]}
 * @param choices {@code message * answers + answer} of each type {@code [F * T]}
 * @param value the leader's expected payoff, raw
 */
@SuppressWarnings("ArrayRecordComponent")
record BayesianEquilibrium(double[] mixtures, int[] choices, double value) {
    /** With the best replies of types of chance 0, and what the leader gets, from the payoffs themselves. */
    static BayesianEquilibrium of(BayesianGame game, AssignmentPrograms programs, double[] mixtures, int[] chosen) {
        int[] choices = new int[game.all()];
        for (int type = 0; type < choices.length; type++) {
            choices[type] = best(game, type, mixtures);
        }
        double value = 0;
        for (int k = 0; k < chosen.length; k++) {
            choices[programs.type(k)] = chosen[k];
        }
        for (int type = 0; type < choices.length; type++) {
            value += game.prior()[type] * leader(game, type, mixtures, choices[type]);
        }
        return new BayesianEquilibrium(mixtures, choices, value);
    }

    static double leader(BayesianGame game, int type, double[] mixtures, int choice) {
        return game.leader(type, mixtures, choice / game.answers() * game.rows(), choice % game.answers());
    }

    static double follower(BayesianGame game, int type, double[] mixtures, int choice) {
        return game.follower(type, mixtures, choice / game.answers() * game.rows(), choice % game.answers());
    }

    /** A type's best choice, the first on ties. */
    static int best(BayesianGame game, int type, double[] mixtures) {
        int best = 0;
        for (int c = 1; c < game.messages() * game.answers(); c++) {
            best = follower(game, type, mixtures, c) > follower(game, type, mixtures, best) ? c : best;
        }
        return best;
    }
}
