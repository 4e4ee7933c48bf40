package walras.server.session;

/** Somebody who waits for a step of several seats to be taken; called once, by whichever thread takes it. Must not block. */
public interface Answer {
    /** Its frames may be read later only if it is held now. */
    void turn(Turn turn);

    void failed(RuntimeException why);
}
