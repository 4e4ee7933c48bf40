package walras.server.session;

import walras.server.session.shard.Answer;

/** A connection that holds seats of a session. It is told every turn; those of one shard come in order. Must not block. */
public interface Participant extends Answer {
    void event(SessionEvent event);

    /** The seats are gone: the session was closed, or another connection took them. Nothing comes after this. */
    void ended(RuntimeException why);
}
