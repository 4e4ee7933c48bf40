package walras.env.stackelberg.engine;

import walras.env.Tensors;

/** What a critic sees: the information set, and as much of the privileged tensors as it may. */
final class CriticFeatures {
    private final ActorCriticLeader.Sight sight;
    private final int sets;
    private final int[] phase; // [B]
    private final float[] progress; // [B, 3]
    private final float[] weights; // [B, memory]
    private final int memory;

    CriticFeatures(ActorCriticLeader.Sight sight, int sets, Tensors tensors) {
        this.sight = sight;
        this.sets = sets;
        phase = tensors.privileged("phase").i32();
        progress = tensors.privileged("progress").f32();
        weights = tensors.privileged("weights").f32();
        memory = tensors.privileged("weights").rowSize();
    }

    int width() {
        return switch (sight) {
            case NONE -> sets;
            case FLAG -> 2 * sets;
            case FULL -> 2 * sets + 3 + memory;
        };
    }

    void write(int row, int set, double[] seen) {
        java.util.Arrays.fill(seen, 0);
        boolean flagged = sight != ActorCriticLeader.Sight.NONE && phase[row] == OuterState.REWARD;
        seen[flagged ? sets + set : set] = 1;
        if (sight == ActorCriticLeader.Sight.FULL) {
            for (int k = 0; k < 3; k++) {
                seen[2 * sets + k] = progress[3 * row + k];
            }
            for (int k = 0; k < memory; k++) {
                seen[2 * sets + 3 + k] = weights[row * memory + k];
            }
        }
    }
}
