package walras.env.stackelberg.engine;

/**
 * The answers of a leader that sees the phase: twice as many information sets.
 *
 * @param inner answers of the base game
 * @param phase the observed phase {@code [B, 1]}
 */
@SuppressWarnings("ArrayRecordComponent")
record PhaseGrid(AnswerGrid inner, int[] phase) implements AnswerGrid {
    @Override
    public int sets() {
        return 2 * inner.sets();
    }

    @Override
    public int choices() {
        return inner.choices();
    }

    @Override
    public int set(int row) {
        return phase[row] * inner.sets() + inner.set(row);
    }

    @Override
    public void play(int row, int choice) {
        inner.play(row, choice);
    }
}
