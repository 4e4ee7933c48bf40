package walras.env.stackelberg.engine;

/** Finitely many answers per information set, as leaders that search among commitments see them. */
public interface AnswerGrid {
    /** Number of information sets, K. */
    int sets();

    /** Answers at each information set, M. */
    int choices();

    /** The information set that a row's observation shows. */
    int set(int row);

    /** Writes an answer into a row's action. */
    void play(int row, int choice);
}
