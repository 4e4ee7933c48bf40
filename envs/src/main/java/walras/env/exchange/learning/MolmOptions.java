package walras.env.exchange.learning;

/**
 * Every constant of MOLM.
 *
 * @param tastes how tastes are chosen from what is known of them
 * @param transitions how moves are learnt
 * @param tasteScale posterior standard deviations, of a draw or of the box
 * @param ridge of the taste regression
 * @param thetaMin least taste
 * @param thetaMax largest taste
 * @param transitionScale multiplier of the transition bonus
 * @param transitionRidge of value-targeted regression
 * @param delta confidence of the L1 ball
 * @param pretraining observations of each unit bundle before the first episode
 * @param forcedExploration whether, with probability {@code k^(-1/3)}, an episode trades at random tastes
 * @param multiplicativeRate of the planner's multiplicative weights; 0 for the greedy planner
 */
public record MolmOptions(
        Tastes tastes,
        Transitions transitions,
        double tasteScale,
        double ridge,
        double thetaMin,
        double thetaMax,
        double transitionScale,
        double transitionRidge,
        double delta,
        int pretraining,
        boolean forcedExploration,
        double multiplicativeRate) {

    /** How tastes are chosen. */
    public enum Tastes {
        /** A posterior draw per episode. */
        THOMPSON,
        /** The estimate plus a bonus per coordinate. */
        BOX,
        /** The estimate. */
        GREEDY
    }

    /** How moves are learnt. */
    public enum Transitions {
        /** Counts with a bonus. */
        COUNTS,
        /** Counts with the best distribution in an L1 ball. */
        BALL,
        /** Value-targeted regression, on the mixture where there is one. */
        REGRESSION
    }

    /** The constants of the reference figures (specification, 3.6). */
    public static MolmOptions reference(Tastes tastes) {
        return new MolmOptions(tastes, Transitions.COUNTS, 0.1, 1, 0.02, 1, 0.1, 1, 0.1, 0, false, 0);
    }

    /** The best constants found: a smaller ridge, and exact optimism over an L1 ball of moves. */
    public static MolmOptions standard() {
        return new MolmOptions(Tastes.THOMPSON, Transitions.BALL, 0.1, 0.1, 0.02, 1, 0.1, 1, 0.1, 0, false, 0);
    }

    /** The same with pre-training. */
    public MolmOptions withPretraining(int observations) {
        return new MolmOptions(
                tastes,
                transitions,
                tasteScale,
                ridge,
                thetaMin,
                thetaMax,
                transitionScale,
                transitionRidge,
                delta,
                observations,
                forcedExploration,
                multiplicativeRate);
    }

    /** The same with another largest taste. */
    public MolmOptions withThetaMax(double largest) {
        return new MolmOptions(
                tastes,
                transitions,
                tasteScale,
                ridge,
                thetaMin,
                largest,
                transitionScale,
                transitionRidge,
                delta,
                pretraining,
                forcedExploration,
                multiplicativeRate);
    }

    /** The same with forced exploration. */
    public MolmOptions withForcedExploration() {
        return new MolmOptions(
                tastes,
                transitions,
                tasteScale,
                ridge,
                thetaMin,
                thetaMax,
                transitionScale,
                transitionRidge,
                delta,
                pretraining,
                true,
                multiplicativeRate);
    }

    /** The same with another way to learn moves. */
    public MolmOptions withTransitions(Transitions other, double scale) {
        return new MolmOptions(
                tastes,
                other,
                tasteScale,
                ridge,
                thetaMin,
                thetaMax,
                scale,
                transitionRidge,
                delta,
                pretraining,
                forcedExploration,
                multiplicativeRate);
    }
}
