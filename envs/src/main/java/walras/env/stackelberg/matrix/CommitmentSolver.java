package walras.env.stackelberg.matrix;

/** Finds the strong Stackelberg equilibrium in mixed commitments; what it says is believed only with its certificate. */
interface CommitmentSolver {
    MixedEquilibrium solve(MatrixGame game);
}
