package walras.env.auction;

/** Whether values of mental rotation are optimal, from the tables and the puzzles alone. */
final class MentalRotationCertificate {
    private MentalRotationCertificate() {}

    /** The most by which a value is not what its best primitive pays and leads to. */
    static double residual(MentalRotationTask task, double[] q, double[] v) { // q [worldStates, N], v [worldStates]
        double residual = 0;
        for (int state = 0; state < task.worldStates(); state++) {
            int progress = state % MentalRotationTask.PROGRESS;
            double top = 0;
            for (int i = 0; i < task.primitives(); i++) {
                double value = progress == 0 ? first(task, v, state, i) : second(task, state, i);
                residual = Math.max(residual, Math.abs(value - q[state * task.primitives() + i]));
                top = Math.max(top, value);
            }
            residual = Math.max(residual, Math.abs(top - v[state]));
        }
        return residual;
    }

    private static double first(MentalRotationTask task, double[] v, int state, int primitive) { // v [worldStates]
        return task.discount() * v[state + 1 + primitive];
    }

    private static double second(MentalRotationTask task, int state, int primitive) {
        int puzzle = state / MentalRotationTask.PROGRESS;
        int garment = puzzle / MentalRotationWarp.VARIANTS;
        int before = state % MentalRotationTask.PROGRESS - 1;
        return task.horizon() < MentalRotationTask.STEPS
                ? 0
                : task.reward(garment, puzzle % MentalRotationWarp.VARIANTS, before, primitive);
    }
}
