package walras.server.session;

/** A connection that holds seats of a session. Called by whichever thread makes a turn; must not block. */
public interface Participant {
    /** A turn was made; those of one shard come in order. Its frames may be read later only if it is held now. */
    void turn(Turn turn);

    /**
     * The step that the seats had acted for could not be taken.
     *
     * @param step the number that the turn would have had
     */
    void failed(int shard, long step, RuntimeException why);

    void event(SessionEvent event);

    /** The seats are gone: the session was closed, or another connection took them. Nothing comes after this. */
    void ended(RuntimeException why);
}
