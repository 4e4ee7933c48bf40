package walras.server.session;

/** Somebody who waits for a step of several seats to be taken; called once, by whichever thread takes it. Must not block. */
public interface Answer {
    void turn(Turn turn);

    void failed(RuntimeException why);
}
